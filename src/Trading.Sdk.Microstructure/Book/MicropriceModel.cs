namespace Trading.Sdk.Microstructure;

/// <summary>
/// Stoikov's microprice: the limit of the expected mid price given the imbalance and spread of the touch, from a Markov chain fitted to a recording of
/// quotes. Fitted in batch; reading it for a quote is a table look-up.
/// </summary>
/// <remarks>
/// S. Stoikov, "The micro-price: a high-frequency estimator of future prices", Quantitative Finance 18(12), 2018. With Q the transitions between states without a
/// mid move, R₁ those with a move by its size, R₂ those by the state after it: g₁ = (1 − Q)⁻¹R₁k, B = (1 − Q)⁻¹R₂, adjustment = Σ Bⁱg₁. Each observation is also
/// counted mirrored (imbalance 1 − I, move −ΔM), which makes the sum converge.
/// </remarks>
public sealed class MicropriceModel
{
    private readonly int _buckets;
    private readonly int _spreads;
    private readonly double[] _adjustment;

    private MicropriceModel(int buckets, int spreads, double[] adjustment, long transitions)
    {
        _buckets = buckets;
        _spreads = spreads;
        _adjustment = adjustment;
        Transitions = transitions;
    }

    /// <summary>Transitions the model was fitted to, mirrored ones not counted.</summary>
    public long Transitions { get; }

    /// <summary>Buckets of the imbalance.</summary>
    public int ImbalanceBuckets => _buckets;

    /// <summary>Widest spread, in ticks, with a state of its own; wider quotes are left out.</summary>
    public int SpreadMax => _spreads;

    /// <summary>Fits the chain.</summary>
    /// <param name="quotes">Touches in order; equal neighbours, one-sided and too wide ones are skipped.</param>
    /// <param name="imbalanceBuckets">Equal buckets of the queue imbalance, at least 2. Default 10.</param>
    /// <param name="spreadMax">Widest spread in <paramref name="tick"/>, at least 1. Default 3.</param>
    /// <param name="tick">Storage increments per tick. Default 1.</param>
    /// <exception cref="ArgumentException">There are too few quotes to reach a move from every state that occurs.</exception>
    public static MicropriceModel Fit(ReadOnlySpan<QuoteTick> quotes, int imbalanceBuckets = 10, int spreadMax = 3, long tick = 1)
    {
        Require.AtLeast(imbalanceBuckets, 2, nameof(imbalanceBuckets));
        Require.AtLeast(spreadMax, 1, nameof(spreadMax));
        Require.AtLeast(tick, 1, nameof(tick));
        int n = imbalanceBuckets * spreadMax;
        var stay = new double[n * n];
        var move = new double[n * n];
        var gain = new double[n];
        var total = new double[n];
        long transitions = 0;
        int from = -1;
        QuoteTick last = default;
        foreach (ref readonly QuoteTick quote in quotes)
        {
            int to = State(quote, imbalanceBuckets, spreadMax, tick);
            if (from >= 0 && to >= 0 && (quote with { Time = 0 }) != (last with { Time = 0 }))
            {
                double change = (quote.Mid - last.Mid) / tick;
                Count(from, to, change);
                Count(Mirror(from), Mirror(to), -change);
                transitions++;
            }

            from = to;
            last = quote;
        }

        for (int i = 0; i < n; i++)
        {
            // A state that never occurs leads nowhere: its adjustment is 0.
            for (int j = 0; j < n && total[i] > 0; j++)
            {
                stay[(i * n) + j] /= total[i];
                move[(i * n) + j] /= total[i];
            }

            gain[i] = total[i] > 0 ? gain[i] / total[i] : 0.0;
            for (int j = 0; j < n; j++)
            {
                stay[(i * n) + j] = (i == j ? 1.0 : 0.0) - stay[(i * n) + j];
            }
        }

        double[]? first = LinearSystem.Solve(stay, gain, n);
        double[]? b = LinearSystem.Solve(stay, move, n, n);
        if (first is null || b is null)
        {
            throw new ArgumentException("Some state is never left by a move of the mid: more quotes or fewer states are needed.", nameof(quotes));
        }

        return new MicropriceModel(imbalanceBuckets, spreadMax, Limit(first, b, n), transitions);

        void Count(int x, int y, double change)
        {
            total[x]++;
            if (change == 0)
            {
                stay[(x * n) + y]++;
            }
            else
            {
                move[(x * n) + y]++;
                gain[x] += change;
            }
        }

        int Mirror(int state) => (state / imbalanceBuckets * imbalanceBuckets) + (imbalanceBuckets - 1 - (state % imbalanceBuckets));
    }

    /// <summary>Expected further move of the mid, in ticks, in a bucket of the imbalance and at a spread.</summary>
    /// <param name="bucket">0…buckets − 1.</param>
    /// <param name="spread">1…<see cref="SpreadMax"/>.</param>
    public double Adjustment(int bucket, int spread)
    {
        Require.Within(bucket, 0, _buckets - 1, nameof(bucket));
        Require.Within(spread, 1, _spreads, nameof(spread));
        return _adjustment[((spread - 1) * _buckets) + bucket];
    }

    /// <summary>The microprice of a quote in storage increments; the weighted mid where the chain has no state, NaN when the quote is one-sided.</summary>
    /// <param name="quote">The touch.</param>
    /// <param name="tick">Storage increments per tick, as in the fit.</param>
    public double Of(in QuoteTick quote, long tick = 1)
    {
        int state = State(quote, _buckets, _spreads, tick);
        return state >= 0 ? quote.Mid + (_adjustment[state] * tick) : quote.IsTwoSided ? quote.WeightedMid : double.NaN;
    }

    private static int State(in QuoteTick quote, int buckets, int spreads, long tick)
    {
        if (!quote.IsTwoSided || quote.Spread < tick || quote.Spread > spreads * tick || quote.Spread % tick != 0)
        {
            return -1;
        }

        int bucket = Math.Min((int)(quote.QueueImbalance * buckets), buckets - 1);
        return (((int)(quote.Spread / tick) - 1) * buckets) + bucket;
    }

    private static double[] Limit(double[] first, double[] b, int n)
    {
        double[] sum = [.. first];
        double[] term = [.. first];
        var next = new double[n];
        for (int step = 0; step < 10_000; step++)
        {
            double size = 0;
            for (int i = 0; i < n; i++)
            {
                double value = 0;
                for (int j = 0; j < n; j++)
                {
                    value += b[(i * n) + j] * term[j];
                }

                next[i] = value;
                size = Math.Max(size, Math.Abs(value));
            }

            for (int i = 0; i < n; i++)
            {
                sum[i] += next[i];
            }

            (term, next) = (next, term);
            if (size < 1e-15)
            {
                break;
            }
        }

        return sum;
    }
}
