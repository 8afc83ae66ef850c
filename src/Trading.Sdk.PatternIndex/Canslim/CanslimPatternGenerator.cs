namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Scores bars by the seven letters, finds bases, and makes patterns for a library. Everything about a bar comes from that
/// bar and earlier ones; only the forward returns look ahead, and carry the time at which they were known.
/// </summary>
public sealed class CanslimPatternGenerator
{
    private const int Year = 252, Quarter = 63;
    private readonly CanslimOptions _options;
    private readonly ICanslimFundamentals? _fundamentals;
    private readonly PatternShaper _shaper;

    /// <summary>Makes a generator.</summary>
    /// <param name="options">Windows and horizons; null takes the defaults.</param>
    /// <param name="fundamentals">Earnings and holders; null uses stand-ins.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public CanslimPatternGenerator(CanslimOptions? options = null, ICanslimFundamentals? fundamentals = null)
    {
        _options = options ?? new CanslimOptions();
        _options.Validate();
        _fundamentals = fundamentals;
        _shaper = new PatternShaper(new PatternShapeOptions { WindowBars = _options.WindowBars, ShapeDimensions = _options.ShapeDimensions });
    }

    /// <summary>The options.</summary>
    public CanslimOptions Options => _options;

    /// <summary>Scores the last bar given.</summary>
    /// <param name="symbol">For the fundamentals.</param>
    /// <param name="bars">Oldest first; 253 or more for all scores.</param>
    /// <param name="market">Bars of the market index, oldest first; those after the last bar are not looked at. Empty takes the share itself.</param>
    /// <param name="universe">Weighted four-quarter returns (<see cref="StrengthOf"/>) of other shares at the same time, for the rank; empty for none.</param>
    /// <exception cref="ArgumentException">A close is not positive, or times do not ascend.</exception>
    public CanslimScores Score(string symbol, ReadOnlySpan<DailyBar> bars, ReadOnlySpan<DailyBar> market = default, ReadOnlySpan<double> universe = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        Check(bars, nameof(bars));
        Check(market, nameof(market));
        return bars.IsEmpty ? new CanslimScores() : ScoreChecked(symbol, bars, Until(market, bars[^1].TimeNanos), universe);
    }

    /// <summary>The weighted return of the last four quarters, 40 % the latest and 20 % each before; NaN with fewer than 253 bars.</summary>
    public static double StrengthOf(ReadOnlySpan<DailyBar> bars) =>
        bars.Length <= Year ? double.NaN : (0.4 * Return(bars, Quarter)) + (0.2 * (Return(bars, 2 * Quarter) + Return(bars, 3 * Quarter) + Return(bars, Year)));

    /// <summary>Makes a pattern every <see cref="CanslimOptions.StepBars"/> bars.</summary>
    /// <param name="symbol">What was traded.</param>
    /// <param name="bars">Oldest first.</param>
    /// <param name="market">Bars of the market index; empty takes the share itself.</param>
    /// <exception cref="ArgumentException">A close is not positive, or times do not ascend.</exception>
    public IReadOnlyList<CanslimPattern> Generate(string symbol, ReadOnlySpan<DailyBar> bars, ReadOnlySpan<DailyBar> market = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        Check(bars, nameof(bars));
        Check(market, nameof(market));
        double[] closes = new double[bars.Length];
        for (int i = 0; i < closes.Length; i++)
        {
            closes[i] = bars[i].Close;
        }

        var patterns = new List<CanslimPattern>();
        int window = _options.WindowBars;
        for (int end = Math.Max(window, Year + 1) - 1; end < bars.Length; end += _options.StepBars)
        {
            ReadOnlySpan<DailyBar> known = bars[..(end + 1)];
            CanslimScores scores = ScoreChecked(symbol, known, Until(market, known[^1].TimeNanos), default);
            float[] vector = new float[_options.Dimension];
            PatternShape shape = _shaper.Describe(closes.AsSpan(end + 1 - window, window), vector);
            WriteScores(scores, vector.AsSpan(_options.ShapeDimensions));
            double[] forward = new double[_options.HorizonBars.Count];
            int furthest = forward.Length == 0 ? end : end + _options.HorizonBars[^1];
            for (int h = 0; h < forward.Length; h++)
            {
                int at = end + _options.HorizonBars[h];
                forward[h] = at < closes.Length ? Math.Log(closes[at] / closes[end]) : double.NaN;
            }

            var pattern = new Pattern
            {
                Symbol = symbol,
                StartNanos = bars[end + 1 - window].TimeNanos,
                EndNanos = bars[end].TimeNanos,

                // A label that is not over ends at no time that a question can have: bars cut at a time give what all bars give as of it.
                LabelEndNanos = furthest < bars.Length ? bars[furthest].TimeNanos : long.MaxValue,
                ForwardReturns = forward,
                Regime = scores.M is { } m ? (m >= 0.99 ? "market up" : m <= 0.34 ? "market down" : "market mixed") : null,
                Shape = shape,
            };
            IReadOnlyList<DetectedBase> bases = BaseDetectors.DetectAll(closes.AsSpan(Math.Max(0, end - 400), Math.Min(401, end + 1)));
            int shift = Math.Max(0, end - 400);
            patterns.Add(new CanslimPattern(end, pattern, scores, [.. bases.Select(b => b with { StartBar = b.StartBar + shift, LowBar = b.LowBar + shift })], vector));
        }

        return patterns;
    }

    private static void Check(ReadOnlySpan<DailyBar> bars, string parameter)
    {
        for (int i = 0; i < bars.Length; i++)
        {
            if (!(bars[i].Close > 0) || double.IsInfinity(bars[i].Close) || (i > 0 && bars[i].TimeNanos <= bars[i - 1].TimeNanos))
            {
                throw new ArgumentException($"Bar {i} has close {bars[i].Close} and time {bars[i].TimeNanos}; closes are positive and times ascend.", parameter);
            }
        }
    }

    private static ReadOnlySpan<DailyBar> Until(ReadOnlySpan<DailyBar> bars, long timeNanos)
    {
        int low = 0, high = bars.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = bars[middle].TimeNanos <= timeNanos ? (middle + 1, high) : (low, middle);
        }

        return bars[..low];
    }

    private CanslimScores ScoreChecked(string symbol, ReadOnlySpan<DailyBar> bars, ReadOnlySpan<DailyBar> market, ReadOnlySpan<double> universe)
    {
        CanslimFundamentals? published = _fundamentals?.AsOf(symbol, bars[^1].TimeNanos);
        string used = (published?.QuarterlyEarningsGrowth is null ? "" : "C") + (published?.AnnualEarningsGrowth is null ? "" : "A") + (published?.InstitutionalOwnershipChange is null ? "" : "I");
        return new CanslimScores
        {
            C = published?.QuarterlyEarningsGrowth is { } quarter ? Clamp(quarter / 0.5) : bars.Length > Quarter ? Clamp((Return(bars, Quarter) + 0.05) / 0.30) : null,
            A = published?.AnnualEarningsGrowth is { } year ? Clamp(year / 0.5) : YearlyGrowth(bars) is { } growth ? Clamp(growth / 0.5) : null,
            N = NearHigh(bars),
            S = Demand(bars),
            L = Strength(bars, market, universe),
            I = published?.InstitutionalOwnershipChange is { } change ? Clamp((change + 0.1) / 0.2) : Accumulation(bars),
            M = Trend(market.IsEmpty ? bars : market),
            FromFundamentals = used,
        };
    }

    private void WriteScores(CanslimScores scores, Span<float> vector)
    {
        IReadOnlyList<double?> all = scores.All;
        for (int i = 0; i < 7; i++)
        {
            vector[i] = (float)(((all[i] ?? 0.5) - 0.5) * _options.ScoreWeight);
        }

        vector[7] = (float)(((scores.Total ?? 0.5) - 0.5) * _options.ScoreWeight);
    }

    private static double Clamp(double value) => Math.Clamp(value, 0, 1);

    private static double Return(ReadOnlySpan<DailyBar> bars, int back) => (bars[^1].Close / bars[^(back + 1)].Close) - 1;

    private static double? YearlyGrowth(ReadOnlySpan<DailyBar> bars)
    {
        if (bars.Length <= Year)
        {
            return null;
        }

        int back = Math.Min(3 * Year, bars.Length - 1);
        return Math.Pow(bars[^1].Close / bars[^(back + 1)].Close, (double)Year / back) - 1;
    }

    private static double? NearHigh(ReadOnlySpan<DailyBar> bars)
    {
        if (bars.Length < Year)
        {
            return null;
        }

        double high = 0;
        foreach (DailyBar bar in bars[^Year..])
        {
            high = Math.Max(high, double.IsNaN(bar.High) ? bar.Close : Math.Max(bar.High, bar.Close));
        }

        return Clamp(1 - ((1 - (bars[^1].Close / high)) / 0.25));
    }

    private static double? Demand(ReadOnlySpan<DailyBar> bars)
    {
        if (MeanVolume(bars, 50) is not { } mean)
        {
            return null;
        }

        double heaviest = 0;
        for (int i = bars.Length - 10; i < bars.Length; i++)
        {
            heaviest = bars[i].Close > bars[i - 1].Close ? Math.Max(heaviest, bars[i].Volume) : heaviest;
        }

        // 1.5 times the mean is O'Neil's sign of demand; it scores two thirds.
        return Clamp((heaviest / mean) - 0.5 <= 0 ? 0 : ((heaviest / mean) - 0.5) / 1.5);
    }

    private static double? Accumulation(ReadOnlySpan<DailyBar> bars)
    {
        if (MeanVolume(bars, 50) is not { } mean)
        {
            return null;
        }

        double signed = 0;
        for (int i = bars.Length - 50; i < bars.Length; i++)
        {
            signed += Math.Sign(bars[i].Close - bars[i - 1].Close) * bars[i].Volume;
        }

        return Clamp(((signed / (50 * mean)) + 0.3) / 0.6);
    }

    /// <summary>Null when a volume is missing or all are zero.</summary>
    private static double? MeanVolume(ReadOnlySpan<DailyBar> bars, int count)
    {
        if (bars.Length <= count)
        {
            return null;
        }

        double sum = 0;
        foreach (DailyBar bar in bars[^count..])
        {
            sum += bar.Volume;
        }

        return sum > 0 ? sum / count : null;
    }

    private static double? Strength(ReadOnlySpan<DailyBar> bars, ReadOnlySpan<DailyBar> market, ReadOnlySpan<double> universe)
    {
        double own = StrengthOf(bars);
        if (double.IsNaN(own))
        {
            return null;
        }

        int below = 0, others = 0;
        foreach (double other in universe)
        {
            others += double.IsNaN(other) ? 0 : 1;
            below += other < own ? 1 : 0;
        }

        if (others > 0)
        {
            return (double)below / others;
        }

        double index = StrengthOf(market);
        if (!double.IsNaN(index))
        {
            // An excess of 25 % over the market is a clear leader.
            return Clamp(0.5 + ((own - index) / 0.5));
        }

        for (int back = 5; back <= 3 * Year && bars.Length - back > Year; back += 5)
        {
            others++;
            below += StrengthOf(bars[..^back]) < own ? 1 : 0;
        }

        return others == 0 ? 0.5 : (double)below / others;
    }

    private static double? Trend(ReadOnlySpan<DailyBar> bars)
    {
        if (bars.Length < 221)
        {
            return null;
        }

        double slow = Mean(bars, 200), before = Mean(bars[..^20], 200), close = bars[^1].Close;
        return ((close > Mean(bars, 50) ? 1 : 0) + (close > slow ? 1 : 0) + (slow > before ? 1 : 0)) / 3.0;
    }

    private static double Mean(ReadOnlySpan<DailyBar> bars, int count)
    {
        double sum = 0;
        foreach (DailyBar bar in bars[^count..])
        {
            sum += bar.Close;
        }

        return sum / count;
    }
}
