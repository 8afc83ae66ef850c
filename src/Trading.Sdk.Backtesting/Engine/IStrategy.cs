using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Backtesting;

/// <summary>A strategy, the same for backtest, shadow and live. It sees what is known at its decision times and nothing else.</summary>
public interface IStrategy
{
    /// <summary>Called at each decision time: on a book when it holds exactly the messages up to that time, on bars at each close.</summary>
    /// <param name="context">Time, market, account and the way to trade.</param>
    void OnDecision(StrategyContext context);

    /// <summary>Called once, before anything else.</summary>
    /// <param name="context">The context of the whole run.</param>
    void OnStart(StrategyContext context)
    {
    }

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

    /// <summary>A bar has closed; a decision follows.</summary>
    void OnBar(in Bar bar)
    {
    }

    /// <summary>The strategy learns of a fill, after the latency of the answer.</summary>
    void OnFill(in Fill fill)
    {
    }
}
