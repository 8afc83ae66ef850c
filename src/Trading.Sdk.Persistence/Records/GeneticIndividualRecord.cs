namespace Trading.Sdk.Persistence;

/// <summary>An individual of a generation. Subject <c>genetic-individuals</c>.</summary>
public sealed record GeneticIndividualRecord : IStoredRecord<GeneticIndividualRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "genetic-individuals",
        DatabaseSchema = "ai_trading",
        Table = "genetic_individuals",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("run_id", ColumnKind.Uuid),
            new("generation", ColumnKind.Int32),
            new("position", ColumnKind.Int32),
            new("genome", ColumnKind.Doubles),
            new("objectives", ColumnKind.Doubles),
            new("fitness", ColumnKind.Double, IsNullable: true),
            new("rank", ColumnKind.Int32, IsNullable: true),
            new("crowding", ColumnKind.Double, IsNullable: true),
            new("is_feasible", ColumnKind.Boolean),
        ],
        KeyColumns = ["run_id", "generation", "position"],
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time of evaluation, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The optimisation run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Number of the generation.</summary>
    public required int Generation { get; init; }

    /// <summary>Place in the generation, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Variables.</summary>
    public required ReadOnlyMemory<double> Genome { get; init; }

    /// <summary>Objective values, in the order of the problem.</summary>
    public required ReadOnlyMemory<double> Objectives { get; init; }

    /// <summary>Single fitness value.</summary>
    public double? Fitness { get; init; }

    /// <summary>Non-domination rank, from 0.</summary>
    public int? Rank { get; init; }

    /// <summary>Crowding distance; null for the unbounded ends.</summary>
    public double? Crowding { get; init; }

    /// <summary>True when no constraint is violated.</summary>
    public required bool IsFeasible { get; init; }

    string? IStoredRecord<GeneticIndividualRecord>.Instrument => null;

    /// <inheritdoc/>
    public static GeneticIndividualRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new GeneticIndividualRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            RunId = reader.Uuid(),
            Generation = reader.Int32(),
            Position = reader.Int32(),
            Genome = reader.Doubles(),
            Objectives = reader.Doubles(),
            Fitness = reader.DoubleOrNull(),
            Rank = reader.Int32OrNull(),
            Crowding = reader.DoubleOrNull(),
            IsFeasible = reader.Boolean(),
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
        writer.Int32(Position);
        writer.Doubles(Genome);
        writer.Doubles(Objectives);
        writer.Double(Fitness);
        writer.Int32(Rank);
        writer.Double(Crowding);
        writer.Boolean(IsFeasible);
    }
}
