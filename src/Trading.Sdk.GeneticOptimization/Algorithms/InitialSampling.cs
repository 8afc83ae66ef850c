namespace Trading.Sdk.GeneticOptimization;

/// <summary>How the first generation is spread.</summary>
public enum InitialSampling
{
    /// <summary>Independent uniform points.</summary>
    Uniform,

    /// <summary>One point in each of n slices of every variable (McKay, Beckman, Conover 1979).</summary>
    LatinHypercube,
}
