namespace Trading.Sdk.GeneticOptimization;

/// <summary>Variants of differential evolution (Storn, Price 1997), in the usual names.</summary>
public enum DifferentialStrategy
{
    /// <summary>rand/1/bin.</summary>
    Rand1Bin,

    /// <summary>best/1/bin.</summary>
    Best1Bin,

    /// <summary>rand/2/bin.</summary>
    Rand2Bin,

    /// <summary>current-to-best/1/bin.</summary>
    CurrentToBest1Bin,

    /// <summary>current-to-pbest/1/bin with p = 10 % (Zhang, Sanderson 2009, without archive).</summary>
    CurrentToPBest1Bin,

    /// <summary>rand/1/exp.</summary>
    Rand1Exp,
}
