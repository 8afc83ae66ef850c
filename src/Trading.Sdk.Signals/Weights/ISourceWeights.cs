namespace Trading.Sdk.Signals;

/// <summary>How much each source counts now.</summary>
public interface ISourceWeights
{
    /// <summary>Weight of a source, at least 0; 1 for sources that are not known.</summary>
    double WeightOf(string source);
}
