using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Classifies trades by the last price change: up = bought, down = sold, unchanged = as the last change. Unknown before the first change.
/// As a measure the output is +1 bought, −1 sold, NaN before the first change.
/// </summary>
/// <remarks>C. Lee, M. Ready, "Inferring Trade Direction from Intraday Data", J. Finance 46(2), 1991, section I.</remarks>
public sealed class TickRule : IStreamingMeasure<TradeTick>
{
    private long _lastPrice;
    private bool _hasPrice;
    private Side _lastSide;

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("tick_side", MeasureUnit.Number, 1)];

    /// <summary>Classifies the next trade.</summary>
    /// <param name="price">Its price, in any unit of whole numbers.</param>
    /// <returns>The aggressor, or None before the first price change.</returns>
    public Side Classify(long price)
    {
        if (_hasPrice && price != _lastPrice)
        {
            _lastSide = price > _lastPrice ? Side.Bid : Side.Ask;
        }

        _lastPrice = price;
        _hasPrice = true;
        return _lastSide;
    }

    /// <inheritdoc/>
    public void Update(in TradeTick input, Span<double> outputs)
    {
        Side side = Classify(input.Price);
        outputs[0] = side == Side.None ? double.NaN : side.Sign();
    }

    /// <summary>Forgets the last price.</summary>
    public void Reset()
    {
        _hasPrice = false;
        _lastSide = Side.None;
    }
}
