using Trading.Sdk.MarketData;

namespace Trading.Sdk.Backtesting;

/// <summary>A strategy. It sees what is known at its decision times and nothing else.</summary>
public interface IStrategy
{
    /// <summary>Called at each decision time, when the book holds exactly the messages up to that time.</summary>
    /// <param name="context">Time, book, account and the way to trade.</param>
    void OnDecision(StrategyContext context);

    /// <summary>Everything before a time is in the book, and a message of that time or a decision comes next. For measures that work on a clock.</summary>
    /// <param name="time">Nanoseconds since 1970; never goes backwards.</param>
    void Advance(long time)
    {
    }

    /// <summary>A message has just been applied to the book. For measures that follow every message.</summary>
    /// <param name="message">One whole message; valid only during the call.</param>
    void OnMessage(ReadOnlySpan<MarketEvent> message)
    {
    }
}
