using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Effective spread, realized spread and price impact of trades at a horizon δ. A trade is emitted at the first quote or trade later than its time + δ,
/// measured with the quote that ruled at that moment: nothing of the time after it enters.
/// </summary>
/// <remarks>
/// The benchmark is the mid (or the weighted mid as a simple microprice: B. Hagströmer, "Bias in the effective bid-ask spread", J. Financial Economics 142(1),
/// 2021, finds the mid overstating effective spreads by 18 % on average). Values are in storage increments of price. Trades of unknown side are classified by Lee–Ready.
/// Allocates only when more trades are pending than ever before.
/// </remarks>
public sealed class ExecutionQuality
{
    private readonly long _horizonNanos;
    private readonly bool _usesWeightedMid;
    private readonly LeeReady _classifier = new();
    private Pending[] _pending = new Pending[1024];
    private int _head;
    private int _count;
    private QuoteTick _quote;

    /// <summary>Makes the measure.</summary>
    /// <param name="horizon">δ, at least zero.</param>
    /// <param name="useWeightedMid">True benchmarks against the weighted mid instead of the mid. Default false.</param>
    public ExecutionQuality(TimeSpan horizon, bool useWeightedMid = false)
    {
        _horizonNanos = Require.AtLeast(horizon.Ticks, 0, nameof(horizon)) * TimeSpan.NanosecondsPerTick;
        _usesWeightedMid = useWeightedMid;
    }

    /// <summary>Measures whole columns: the batch form. Trades whose horizon ends after the last quote and trade are left out.</summary>
    /// <param name="trades">Trades in the order of time; a trade is measured against the last quote strictly earlier.</param>
    /// <param name="quotes">Quotes in the order of time.</param>
    /// <param name="horizon">δ, at least zero.</param>
    /// <param name="useWeightedMid">True benchmarks against the weighted mid instead of the mid. Default false.</param>
    /// <exception cref="ArgumentException">Times fall.</exception>
    public static IReadOnlyList<TradeExecution> Compute(ReadOnlySpan<TradeTick> trades, ReadOnlySpan<QuoteTick> quotes, TimeSpan horizon, bool useWeightedMid = false)
    {
        Require.NotFalling(trades, t => t.Time, nameof(trades));
        Require.NotFalling(quotes, q => q.Time, nameof(quotes));
        var measure = new ExecutionQuality(horizon, useWeightedMid);
        var executions = new List<TradeExecution>(trades.Length);
        int trade = 0, quote = 0;
        while (trade < trades.Length || quote < quotes.Length)
        {
            bool isTrade = quote == quotes.Length || (trade < trades.Length && trades[trade].Time <= quotes[quote].Time);
            while (measure.TryTake(isTrade ? trades[trade].Time : quotes[quote].Time, out TradeExecution execution))
            {
                executions.Add(execution);
            }

            if (isTrade)
            {
                measure.OnTrade(trades[trade++]);
            }
            else
            {
                measure.OnQuote(quotes[quote++]);
            }
        }

        return executions;
    }

    /// <summary>Trades waiting for their horizon.</summary>
    public int PendingTrades => _count;

    /// <summary>Trades left out because there was no two-sided quote before them, no quote at their horizon, or no side.</summary>
    public long UnmeasuredTrades { get; private set; }

    /// <summary>Takes the touch after a change.</summary>
    public void OnQuote(in QuoteTick quote) => _quote = quote;

    /// <summary>Takes a trade; the last quote given is the one that ruled before it.</summary>
    public void OnTrade(in TradeTick trade)
    {
        Side inferred = _classifier.Classify(trade.Price, _quote);
        Side side = trade.Aggressor == Side.None ? inferred : trade.Aggressor;
        if (!_quote.IsTwoSided || side == Side.None)
        {
            UnmeasuredTrades++;
            return;
        }

        if (_count == _pending.Length)
        {
            Grow();
        }

        _pending[(_head + _count++) & (_pending.Length - 1)] = new Pending { Trade = trade with { Aggressor = side }, Before = Benchmark };
    }

    /// <summary>Emits the next trade whose horizon lies before a time. Call it until false before each quote or trade is given.</summary>
    /// <param name="time">Time of the coming event.</param>
    /// <param name="execution">The measured trade.</param>
    public bool TryTake(long time, out TradeExecution execution)
    {
        while (_count > 0 && _pending[_head].Trade.Time + _horizonNanos < time)
        {
            Pending p = _pending[_head];
            _head = (_head + 1) & (_pending.Length - 1);
            _count--;
            if (_quote.IsTwoSided)
            {
                execution = TradeExecution.Of(p.Trade.Aggressor, p.Trade.Time, p.Trade.Price, p.Before, Benchmark, p.Trade.Quantity);
                return true;
            }

            UnmeasuredTrades++;
        }

        execution = default;
        return false;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _classifier.Reset();
        _head = _count = 0;
        _quote = default;
        UnmeasuredTrades = 0;
    }

    private double Benchmark => _usesWeightedMid ? _quote.WeightedMid : _quote.Mid;

    private void Grow()
    {
        var larger = new Pending[_pending.Length * 2];
        for (int i = 0; i < _count; i++)
        {
            larger[i] = _pending[(_head + i) & (_pending.Length - 1)];
        }

        _pending = larger;
        _head = 0;
    }

    private struct Pending
    {
        public TradeTick Trade;
        public double Before;
    }
}
