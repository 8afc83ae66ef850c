namespace Trading.Sdk.GeneticOptimization;

/// <summary>No portfolio meets the demands; the message says why.</summary>
public sealed class PortfolioInfeasibleException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which demands contradict each other.</param>
    public PortfolioInfeasibleException(string message)
        : base(message)
    {
    }
}
