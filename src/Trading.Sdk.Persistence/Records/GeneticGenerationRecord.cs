namespace Trading.Sdk.Persistence;

/// <summary>A generation of a genetic search. Subject <c>genetic-generations</c>.</summary>
public sealed record GeneticGenerationRecord : IStoredRecord<GeneticGenerationRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "genetic-generations",
        DatabaseSchema = "ai_trading",
        Table = "genetic_generations",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("run_id", ColumnKind.Uuid),
            new("generation", ColumnKind.Int32),
            new("population", ColumnKind.Int32),
            new("best_fitness", ColumnKind.Double),
            new("mean_fitness", ColumnKind.Double),
            new("worst_fitness", ColumnKind.Double),
            new("diversity", ColumnKind.Double, IsNullable: true),
            new("hypervolume", ColumnKind.Double, IsNullable: true),
            new("evaluations", ColumnKind.Int64),
            new("metadata", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["run_id", "generation"],
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>End of the generation, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The optimisation run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Number, from 0.</summary>
    public required int Generation { get; init; }

    /// <summary>Individuals.</summary>
    public required int Population { get; init; }

    /// <summary>Best value.</summary>
    public required double BestFitness { get; init; }

    /// <summary>Mean value.</summary>
    public required double MeanFitness { get; init; }

    /// <summary>Worst value.</summary>
    public required double WorstFitness { get; init; }

    /// <summary>Diversity measure.</summary>
    public double? Diversity { get; init; }

    /// <summary>Hypervolume of the front.</summary>
    public double? Hypervolume { get; init; }

    /// <summary>Evaluations so far.</summary>
    public required long Evaluations { get; init; }

    /// <summary>Anything else, as JSON; null for nothing.</summary>
    public string? Metadata { get; init; }

    string? IStoredRecord<GeneticGenerationRecord>.Instrument => null;

    /// <inheritdoc/>
    public static GeneticGenerationRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new GeneticGenerationRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            RunId = reader.Uuid(),
            Generation = reader.Int32(),
            Population = reader.Int32(),
            BestFitness = reader.Double(),
            MeanFitness = reader.Double(),
            WorstFitness = reader.Double(),
            Diversity = reader.DoubleOrNull(),
            Hypervolume = reader.DoubleOrNull(),
            Evaluations = reader.Int64(),
            Metadata = reader.JsonOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Uuid(RunId);
        writer.Int32(Generation);
        writer.Int32(Population);
        writer.Double(BestFitness);
        writer.Double(MeanFitness);
        writer.Double(WorstFitness);
        writer.Double(Diversity);
        writer.Double(Hypervolume);
        writer.Int64(Evaluations);
        writer.Json(Metadata);
    }
}
