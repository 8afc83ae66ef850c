using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Exponentially weighted rates of buyer- and seller-initiated trades: each trade counts 1/τ at its moment and fades with time constant τ.
/// The cheap twin of a fitted Hawkes intensity, to whose excitation part it is proportional for β = 1/τ.
/// </summary>
public sealed class FlowIntensity : IStreamingMeasure<TradeTick>
{
    private readonly double _rate;
    private double _buy;
    private double _sell;
    private long _time;
    private bool _hasTime;

    /// <summary>Makes the measure.</summary>
    /// <param name="timeConstant">τ, above zero. Default 10 s.</param>
    public FlowIntensity(TimeSpan? timeConstant = null) => _rate = 1.0 / Require.Positive(timeConstant ?? TimeSpan.FromSeconds(10), nameof(timeConstant)).TotalSeconds;

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("buy_rate", MeasureUnit.PerSecond), new("sell_rate", MeasureUnit.PerSecond)];

    /// <summary>Rate of buyer-initiated trades per second at a time not before the last trade.</summary>
    public double BuyRateAt(long time) => _buy * Fade(time);

    /// <summary>Rate of seller-initiated trades per second at a time not before the last trade.</summary>
    public double SellRateAt(long time) => _sell * Fade(time);

    /// <summary>Takes the next trade.</summary>
    public void Update(in TradeTick trade)
    {
        double fade = Fade(trade.Time);
        _buy = (_buy * fade) + (trade.Aggressor == Side.Bid ? _rate : 0.0);
        _sell = (_sell * fade) + (trade.Aggressor == Side.Ask ? _rate : 0.0);
        _time = _hasTime ? Math.Max(_time, trade.Time) : trade.Time;
        _hasTime = true;
    }

    /// <inheritdoc/>
    public void Update(in TradeTick input, Span<double> outputs)
    {
        Update(input);
        outputs[0] = _buy;
        outputs[1] = _sell;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _buy = _sell = 0;
        _hasTime = false;
    }

    private double Fade(long time) => _hasTime && time > _time ? Math.Exp(-_rate * ((time - _time) * 1e-9)) : 1.0;
}
