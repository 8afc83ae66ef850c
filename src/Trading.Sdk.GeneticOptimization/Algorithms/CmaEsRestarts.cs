namespace Trading.Sdk.GeneticOptimization;

/// <summary>Restarts of CMA-ES.</summary>
public enum CmaEsRestarts
{
    /// <summary>None.</summary>
    None,

    /// <summary>IPOP: each restart doubles the population (Auger, Hansen 2005).</summary>
    Ipop,

    /// <summary>BIPOP: doubled populations alternate with small ones of random size and step, by spent evaluations (Hansen 2009).</summary>
    Bipop,
}
