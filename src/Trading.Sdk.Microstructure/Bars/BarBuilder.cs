using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Cuts a stream of trades into bars. Time bars close at the first trade or <see cref="Advance"/> after their interval, so a bar is
/// never known before it is over; the other kinds close with the trade that reaches their size. Trades are never split.
/// </summary>
/// <remarks>
/// Tick, volume, dollar and imbalance bars: M. López de Prado, "Advances in Financial Machine Learning", 2018, chapter 2. An imbalance
/// bar closes when |Σ side · quantity| reaches E[trades per bar] · |E[side · quantity]|, both expectations being exponentially weighted
/// over earlier bars; the size starts from <see cref="BarOptions.Size"/> trades, and the expected trades stay within a tenth to ten times it, which
/// keeps the known runaway of the method in bounds.
/// </remarks>
public sealed class BarBuilder
{
    private readonly BarOptions _options;
    private readonly int _instrumentId;
    private readonly double _forget;
    private bool _isOpen;
    private long _start;
    private long _lastTime;
    private long _open;
    private long _high;
    private long _low;
    private long _close;
    private long _volume;
    private long _buyVolume;
    private bool _isSideKnown;
    private int _trades;
    private Int128 _notional;
    private long _signed;
    private double _expectedTrades;
    private double _expectedSigned;
    private double _signedSum;
    private long _signedTrades;

    /// <summary>Makes a builder.</summary>
    /// <param name="options">How to cut; null = one-minute bars.</param>
    /// <param name="instrumentId">Id that the bars carry.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public BarBuilder(BarOptions? options = null, int instrumentId = 0)
    {
        _options = options ?? new BarOptions();
        _options.Validate();
        _instrumentId = instrumentId;
        _forget = 2.0 / (_options.ExpectationSpan + 1.0);
        Reset();
    }

    /// <summary>True while a bar has trades and is not closed.</summary>
    public bool HasOpenBar => _isOpen;

    /// <summary>Says that time has passed without a trade.</summary>
    /// <param name="time">Present time, nanoseconds since 1970.</param>
    /// <param name="bar">The bar that is over by now.</param>
    /// <returns>True when a time bar closed; other kinds never close by time.</returns>
    public bool Advance(long time, out Bar bar)
    {
        if (_isOpen && _options.Kind == BarKind.Time && time >= _start + _options.Size)
        {
            bar = Close(_start + _options.Size);
            return true;
        }

        bar = default;
        return false;
    }

    /// <summary>Takes the next trade.</summary>
    /// <param name="trade">The trade.</param>
    /// <param name="bar">The bar that this trade closed: the one before it for time bars, its own for the other kinds.</param>
    /// <returns>True when a bar closed.</returns>
    public bool Update(in TradeTick trade, out Bar bar)
    {
        bool closed = Advance(trade.Time, out bar);
        if (!_isOpen)
        {
            Begin(trade);
        }

        _lastTime = Math.Max(_lastTime, trade.Time);
        _high = Math.Max(_high, trade.Price);
        _low = Math.Min(_low, trade.Price);
        _close = trade.Price;
        _volume += trade.Quantity;
        _buyVolume += trade.Aggressor == Side.Bid ? trade.Quantity : 0;
        _isSideKnown &= trade.Aggressor != Side.None;
        _notional += (Int128)trade.Price * trade.Quantity;
        _trades++;
        _signed += trade.Aggressor.Sign() * trade.Quantity;
        bool isFull = _options.Kind switch
        {
            BarKind.Tick => _trades >= _options.Size,
            BarKind.Volume => _volume >= _options.Size,
            BarKind.Dollar => _notional >= _options.Size,
            BarKind.Imbalance => IsImbalanced(trade),
            _ => false,
        };
        if (isFull)
        {
            bar = Close(_lastTime + 1);
            closed = true;
        }

        return closed;
    }

    /// <summary>Closes the open bar as it is, at the end of a session.</summary>
    /// <returns>True when there was one.</returns>
    public bool Finish(out Bar bar)
    {
        bar = _isOpen ? Close(_lastTime + 1) : default;
        return bar.Volume > 0 || bar.TradeCount > 0;
    }

    /// <summary>Forgets the open bar and the expectations.</summary>
    public void Reset()
    {
        _isOpen = false;
        _lastTime = long.MinValue;
        _expectedTrades = _options.Size;
        _expectedSigned = 0;
        _signedSum = 0;
        _signedTrades = 0;
    }

    private bool IsImbalanced(in TradeTick trade)
    {
        // Before the first bar the expected imbalance of a trade is that of the trades seen so far.
        _signedSum += trade.Aggressor.Sign() * (double)trade.Quantity;
        _signedTrades++;
        double expected = _expectedSigned != 0 ? _expectedSigned : _signedSum / _signedTrades;
        double threshold = _expectedTrades * Math.Abs(expected);
        return _trades >= Math.Max(1.0, 0.1 * _options.Size) && (Math.Abs((double)_signed) >= threshold || _trades >= 10.0 * _options.Size);
    }

    private void Begin(in TradeTick trade)
    {
        _isOpen = true;
        _start = _options.Kind == BarKind.Time ? trade.Time - Modulo(trade.Time, _options.Size) : trade.Time;
        _open = _high = _low = trade.Price;
        _volume = _buyVolume = _signed = 0;
        _notional = 0;
        _trades = 0;
        _isSideKnown = true;
        _lastTime = trade.Time;
    }

    private static long Modulo(long value, long by)
    {
        long rest = value % by;
        return rest < 0 ? rest + by : rest;
    }

    private Bar Close(long end)
    {
        _isOpen = false;
        if (_options.Kind == BarKind.Imbalance)
        {
            _expectedTrades += _forget * (_trades - _expectedTrades);
            _expectedTrades = Math.Clamp(_expectedTrades, 0.1 * _options.Size, 10.0 * _options.Size);
            double perTrade = (double)_signed / _trades;
            _expectedSigned = _expectedSigned == 0 ? perTrade : _expectedSigned + _forget * (perTrade - _expectedSigned);
        }

        return new Bar
        {
            InstrumentId = _instrumentId,
            TradeCount = _trades,
            OpenTime = _start,
            CloseTime = end,
            Open = _open,
            High = _high,
            Low = _low,
            Close = _close,
            Volume = _volume,
            BuyVolume = _isSideKnown ? _buyVolume : -1,
            Notional = _notional,
        };
    }
}
