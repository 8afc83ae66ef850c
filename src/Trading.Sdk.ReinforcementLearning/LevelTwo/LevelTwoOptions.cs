namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Settings of <see cref="LevelTwoState"/>. A policy has to be used with the settings it was trained with.</summary>
public sealed record LevelTwoOptions
{
    /// <summary>Levels of each side that are read, at least 1. Default 5.</summary>
    public int Levels { get; init; } = 5;

    /// <summary>Rows after which a row weighs half in what counts as usual, above 0. Default 200.</summary>
    public double UsualHalfLife { get; init; } = 200;

    /// <summary>Rows after which a trade weighs half in direction and block features, above 0. Default 10.</summary>
    public double FlowHalfLife { get; init; } = 10;

    /// <summary>A trade is a block from this multiple of the usual largest trade of a row on, above 1. Default 5.</summary>
    public double BlockMultiple { get; init; } = 5;

    /// <summary>Size that impact and timing are stated for, above 0. Default 1.</summary>
    public double OrderSize { get; init; } = 1;

    /// <summary>Rows that an order may be worked over, at least 1. Default 16.</summary>
    public int WorkingRows { get; init; } = 16;

    /// <summary>Y of the square-root law: impact in deviations of a row for a size as large as the usual volume of a row; not negative. Default 0.5.</summary>
    public double ImpactFactor { get; init; } = 0.5;

    /// <summary>Weight of the variance of what is not yet traded against its cost, in basis points; not negative. Default 0.05.</summary>
    public double Urgency { get; init; } = 0.05;

    internal void Validate()
    {
        if (Levels < 1 || WorkingRows < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(Levels), Levels, $"{nameof(Levels)} and {nameof(WorkingRows)} are at least 1.");
        }

        if (!(UsualHalfLife > 0) || !(FlowHalfLife > 0) || !(BlockMultiple > 1) || !(OrderSize > 0) || !(ImpactFactor >= 0) || !(Urgency >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(OrderSize), this, "Half-lives and the order size are above 0, the block multiple above 1, impact factor and urgency not negative.");
        }
    }
}
