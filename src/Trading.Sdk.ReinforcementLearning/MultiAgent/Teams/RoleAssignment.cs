namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Follows the regime of a market with hysteresis and weighs the roles by it. Not thread-safe.</summary>
public sealed class RoleAssignment
{
    private MarketRegime candidate;
    private int seen;

    /// <summary>Updates in a row that must favour another regime before it is taken, at least 1. Default 5.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>By how much the score of another regime must exceed that of the current one, not negative. Default 0.1.</summary>
    public double Margin { get; init; } = 0.1;

    /// <summary>The regime in force; quiet at the start.</summary>
    public MarketRegime Regime { get; private set; }

    /// <summary>Takes the scores of the regimes; finite, larger = more likely.</summary>
    /// <returns>The regime in force.</returns>
    public MarketRegime Update(double quiet, double trending, double stressed)
    {
        ReadOnlySpan<double> scores = [quiet, trending, stressed];
        int best = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]))
            {
                throw new ArgumentException($"The score of {(MarketRegime)i} is {scores[i]}.", nameof(quiet));
            }

            best = scores[i] > scores[best] ? i : best;
        }

        var favoured = (MarketRegime)best;
        if (favoured == Regime || scores[best] < scores[(int)Regime] + Margin)
        {
            seen = 0;
            return Regime;
        }

        seen = favoured == candidate ? seen + 1 : 1;
        candidate = favoured;
        if (seen >= Patience)
        {
            (Regime, seen) = (favoured, 0);
        }

        return Regime;
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write((int)Regime);
        writer.Write((int)candidate);
        writer.Write(seen);
    }

    internal void Load(BinaryReader reader)
    {
        Regime = (MarketRegime)reader.ReadInt32();
        candidate = (MarketRegime)reader.ReadInt32();
        seen = reader.ReadInt32();
    }

    /// <summary>Weight of a role in the regime in force.</summary>
    public double WeightOf(AgentRole role) => (Regime, role) switch
    {
        (_, AgentRole.RiskManager) => 0,
        (MarketRegime.Quiet, AgentRole.MarketMaker) or (MarketRegime.Trending, AgentRole.TrendFollower) => 1,
        (MarketRegime.Stressed, _) => 0.25,
        _ => 0.05,
    };
}
