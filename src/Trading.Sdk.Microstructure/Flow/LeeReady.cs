using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Classifies trades against the mid before the trade: above = bought, below = sold, at the mid by the tick rule.
/// </summary>
/// <remarks>
/// C. Lee, M. Ready, "Inferring Trade Direction from Intraday Data", J. Finance 46(2), 1991. Their five-second quote delay belongs to
/// the reporting of that time; here the caller passes the quote that ruled just before the trade, or one that <see cref="LaggedQuotes"/> gives.
/// As a measure the output is +1 bought, −1 sold, NaN undecided.
/// </remarks>
public sealed class LeeReady : IStreamingMeasure<QuotedTrade>
{
    private readonly TickRule _tick = new();

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("lee_ready_side", MeasureUnit.Number)];

    /// <summary>Classifies the trades of two columns: the batch form with a quote lag.</summary>
    /// <param name="trades">Trades in the order of time.</param>
    /// <param name="quotes">Quotes in the order of time; those strictly earlier than trade time − <paramref name="lag"/> rule.</param>
    /// <param name="sides">Receives one aggressor per trade.</param>
    /// <param name="lag">At least zero. Default zero.</param>
    /// <exception cref="ArgumentException">Lengths differ or times fall.</exception>
    public static void Classify(ReadOnlySpan<TradeTick> trades, ReadOnlySpan<QuoteTick> quotes, Span<Side> sides, TimeSpan lag = default)
    {
        Require.SameLength(sides.Length, trades.Length, nameof(sides));
        Require.NotFalling(trades, t => t.Time, nameof(trades));
        Require.NotFalling(quotes, q => q.Time, nameof(quotes));
        long lagNanos = Require.AtLeast(lag.Ticks, 0, nameof(lag)) * TimeSpan.NanosecondsPerTick;
        var rule = new LeeReady();
        QuoteTick ruling = default;
        int next = 0;
        for (int i = 0; i < trades.Length; i++)
        {
            while (next < quotes.Length && quotes[next].Time < trades[i].Time - lagNanos)
            {
                ruling = quotes[next++];
            }

            sides[i] = rule.Classify(trades[i].Price, ruling);
        }
    }

    /// <summary>Classifies the next trade.</summary>
    /// <param name="price">Price in storage increments.</param>
    /// <param name="before">The touch before the trade; when it is not two-sided the tick rule decides.</param>
    /// <returns>The aggressor, or None when neither the quote nor the tick rule tells.</returns>
    public Side Classify(long price, in QuoteTick before)
    {
        Side byTick = _tick.Classify(price);
        if (!before.IsTwoSided)
        {
            return byTick;
        }

        long twice = 2 * price;
        long mid = before.BidPrice + before.AskPrice;
        return twice > mid ? Side.Bid : twice < mid ? Side.Ask : byTick;
    }

    /// <inheritdoc/>
    public void Update(in QuotedTrade input, Span<double> outputs)
    {
        Side side = Classify(input.Trade.Price, input.Before);
        outputs[0] = side == Side.None ? double.NaN : side.Sign();
    }

    /// <summary>Forgets the price history.</summary>
    public void Reset() => _tick.Reset();
}
