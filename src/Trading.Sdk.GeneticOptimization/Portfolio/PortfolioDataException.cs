namespace Trading.Sdk.GeneticOptimization;

/// <summary>Estimates or returns that no portfolio can be computed from; the message says which asset or property is at fault and what to do.</summary>
public sealed class PortfolioDataException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public PortfolioDataException(string message)
        : base(message)
    {
    }
}
