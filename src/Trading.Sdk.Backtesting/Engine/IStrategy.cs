namespace Trading.Sdk.Backtesting;

/// <summary>A strategy. It sees what is known at its decision times and nothing else.</summary>
public interface IStrategy
{
    /// <summary>Called at each decision time, before any later event is applied to the book.</summary>
    /// <param name="context">Time, book, account and the way to trade.</param>
    void OnDecision(StrategyContext context);
}
