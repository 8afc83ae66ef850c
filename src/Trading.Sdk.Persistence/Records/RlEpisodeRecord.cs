namespace Trading.Sdk.Persistence;

/// <summary>An episode of reinforcement learning. Subject <c>rl-episodes</c>.</summary>
public sealed record RlEpisodeRecord : IStoredRecord<RlEpisodeRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "rl-episodes",
        DatabaseSchema = "ai_trading",
        Table = "rl_training_episodes",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("session_id", ColumnKind.Uuid),
            new("episode", ColumnKind.Int64),
            new("steps", ColumnKind.Int64),
            new("total_reward", ColumnKind.Double),
            new("policy_loss", ColumnKind.Double, IsNullable: true),
            new("value_loss", ColumnKind.Double, IsNullable: true),
            new("entropy", ColumnKind.Double, IsNullable: true),
            new("approximate_kl", ColumnKind.Double, IsNullable: true),
            new("profit", ColumnKind.Decimal, IsNullable: true),
            new("metadata", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["session_id", "episode"],
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>End of the episode, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The training session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Number, counted per session.</summary>
    public required long Episode { get; init; }

    /// <summary>Steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Sum of rewards.</summary>
    public required double TotalReward { get; init; }

    /// <summary>Policy loss of the update.</summary>
    public double? PolicyLoss { get; init; }

    /// <summary>Value loss of the update.</summary>
    public double? ValueLoss { get; init; }

    /// <summary>Policy entropy.</summary>
    public double? Entropy { get; init; }

    /// <summary>Approximate KL divergence of the update.</summary>
    public double? ApproximateKl { get; init; }

    /// <summary>Money made.</summary>
    public decimal? Profit { get; init; }

    /// <summary>Anything else, as JSON; null for nothing.</summary>
    public string? Metadata { get; init; }

    string? IStoredRecord<RlEpisodeRecord>.Instrument => null;

    /// <inheritdoc/>
    public static RlEpisodeRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new RlEpisodeRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            SessionId = reader.Uuid(),
            Episode = reader.Int64(),
            Steps = reader.Int64(),
            TotalReward = reader.Double(),
            PolicyLoss = reader.DoubleOrNull(),
            ValueLoss = reader.DoubleOrNull(),
            Entropy = reader.DoubleOrNull(),
            ApproximateKl = reader.DoubleOrNull(),
            Profit = reader.DecimalOrNull(),
            Metadata = reader.JsonOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Uuid(SessionId);
        writer.Int64(Episode);
        writer.Int64(Steps);
        writer.Double(TotalReward);
        writer.Double(PolicyLoss);
        writer.Double(ValueLoss);
        writer.Double(Entropy);
        writer.Double(ApproximateKl);
        writer.Decimal(Profit);
        writer.Json(Metadata);
    }
}
