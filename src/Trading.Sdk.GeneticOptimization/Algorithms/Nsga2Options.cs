namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of <see cref="Nsga2"/>.</summary>
public sealed class Nsga2Options : GeneticOptions
{
    /// <summary>
    /// True (default): the last front that fits only in part loses its most crowded member one at a time, which spreads
    /// the front more evenly (Kukkonen, Deb 2006). False: it is cut once by the distances of the whole front (Deb 2002).
    /// </summary>
    public bool RecomputeCrowding { get; init; } = true;
}
