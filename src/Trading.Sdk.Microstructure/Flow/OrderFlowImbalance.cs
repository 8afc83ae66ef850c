namespace Trading.Sdk.Microstructure;

/// <summary>
/// Order-flow imbalance of the touch: what was added to the bid and taken from the ask minus the opposite. The first output is the
/// contribution e of the last quote change, the second the running sum; the sum over an interval is the difference of two readings.
/// </summary>
/// <remarks>
/// e = 1{b ≥ b'}·B − 1{b ≤ b'}·B' − 1{a ≤ a'}·A + 1{a ≥ a'}·A' with primes for the quote before.
/// R. Cont, A. Kukanov, S. Stoikov, "The Price Impact of Order Book Events", J. Financial Econometrics 12(1), 2014, section 2.1.
/// A quote with an empty side ends the sequence: the next two-sided quote starts afresh and contributes 0.
/// </remarks>
public sealed class OrderFlowImbalance : IStreamingMeasure<QuoteTick>
{
    private QuoteTick _last;
    private bool _hasLast;
    private long _sum;

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("ofi_event", MeasureUnit.Quantity, 1), new("ofi_sum", MeasureUnit.Quantity)];

    /// <summary>The running sum in storage increments, exact.</summary>
    public long Sum => _sum;

    /// <summary>The contribution of one change of the touch, in storage increments.</summary>
    public static long Contribution(in QuoteTick before, in QuoteTick after)
    {
        long e = 0;
        if (after.BidPrice >= before.BidPrice)
        {
            e += after.BidQuantity;
        }

        if (after.BidPrice <= before.BidPrice)
        {
            e -= before.BidQuantity;
        }

        if (after.AskPrice <= before.AskPrice)
        {
            e -= after.AskQuantity;
        }

        if (after.AskPrice >= before.AskPrice)
        {
            e += before.AskQuantity;
        }

        return e;
    }

    /// <summary>Takes the next touch; returns its contribution.</summary>
    public long Update(in QuoteTick quote)
    {
        long e = 0;
        if (!quote.IsTwoSided)
        {
            _hasLast = false;
            return 0;
        }

        if (_hasLast)
        {
            e = Contribution(_last, quote);
            _sum += e;
        }

        _last = quote;
        _hasLast = true;
        return e;
    }

    /// <inheritdoc/>
    public void Update(in QuoteTick input, Span<double> outputs)
    {
        bool isFirst = !_hasLast;
        long e = Update(input);
        outputs[0] = isFirst || !input.IsTwoSided ? double.NaN : e;
        outputs[1] = _sum;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _hasLast = false;
        _sum = 0;
    }
}
