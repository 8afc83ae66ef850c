namespace Trading.Sdk.Microstructure;

/// <summary>
/// Tells trending from ranging from volatile, and calm from stressed liquidity, step by step. Outputs: regime (number of <see cref="MarketRegime"/>), the
/// probabilities of ranging, trending and volatile, direction of the window (−1, 0, +1), and stressed liquidity (0/1).
/// </summary>
/// <remarks>
/// Ours, not a standard: with z = |Σr| / √Σr² over the window and v = volatility of the window over the usual one (exponentially weighted, of the returns before the
/// window), the scores 0 (ranging), z − trend threshold (trending) and 4·ln(v / volatility threshold) (volatile) become probabilities by a softmax. The stated
/// regime changes only when another leads by the hysteresis for some steps in a row. A return that is not finite gives NaN and is skipped.
/// </remarks>
public sealed class RegimeClassifier : IStreamingMeasure<RegimeObservation>
{
    private readonly RegimeOptions _options;
    private readonly double[] _returns;
    private readonly MeasureOutput[] _outputs;
    private readonly double _forget;
    private int _count;
    private int _next;
    private double _usualVariance = double.NaN;
    private long _usualCount;
    private MarketRegime _candidate;
    private int _candidateSteps;

    /// <summary>Makes the classifier.</summary>
    /// <param name="options">Settings; null = defaults.</param>
    public RegimeClassifier(RegimeOptions? options = null)
    {
        _options = options ?? new RegimeOptions();
        _options.Validate();
        _returns = new double[_options.Window];
        _forget = 2.0 / (_options.LongWindow + 1.0);
        int warmUp = (2 * _options.Window) - 1;
        _outputs =
        [
            new("regime", MeasureUnit.Number, warmUp),
            new("ranging_probability", MeasureUnit.Number, warmUp),
            new("trending_probability", MeasureUnit.Number, warmUp),
            new("volatile_probability", MeasureUnit.Number, warmUp),
            new("window_direction", MeasureUnit.Number, warmUp),
            new("stressed_liquidity", MeasureUnit.Flag),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <summary>The regime stated now.</summary>
    public MarketRegime Regime { get; private set; }

    /// <summary>True while liquidity is stressed.</summary>
    public bool IsStressed { get; private set; }

    /// <inheritdoc/>
    public void Update(in RegimeObservation input, Span<double> outputs)
    {
        outputs[..6].Fill(double.NaN);
        IsStressed = IsStressed ? !(input.LiquidityScore > _options.CalmAbove) : input.LiquidityScore < _options.StressBelow;
        outputs[5] = IsStressed ? 1.0 : 0.0;
        if (!double.IsFinite(input.LogReturn))
        {
            return;
        }

        Add(input.LogReturn);
        if (_count < _returns.Length || _usualCount < _options.Window)
        {
            return;
        }

        double sum = 0, squares = 0;
        foreach (double r in _returns)
        {
            sum += r;
            squares += r * r;
        }

        double z = squares > 0 ? Math.Abs(sum) / Math.Sqrt(squares) : 0.0;
        double ratio = _usualVariance > 0 ? Math.Sqrt(squares / _returns.Length / _usualVariance) : 1.0;
        double trending = Math.Exp(_options.Sharpness * (z - _options.TrendThreshold));
        double turbulent = Math.Exp(_options.Sharpness * Math.Clamp(4.0 * Math.Log(Math.Max(ratio, 1e-6) / _options.VolatilityThreshold), -50.0, 50.0));
        double total = 1.0 + trending + turbulent;
        Decide(1.0 / total, trending / total, turbulent / total);
        outputs[0] = (int)Regime;
        outputs[1] = 1.0 / total;
        outputs[2] = trending / total;
        outputs[3] = turbulent / total;
        // A price that came back to where it was has no direction, though its rounded returns may not add to 0.
        outputs[4] = Math.Abs(sum) > 1e-9 * Math.Sqrt(squares) ? Math.Sign(sum) : 0.0;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _count = _next = 0;
        _usualVariance = double.NaN;
        _usualCount = 0;
        _candidate = Regime = MarketRegime.Unknown;
        _candidateSteps = 0;
        IsStressed = false;
    }

    private void Add(double r)
    {
        if (_count == _returns.Length)
        {
            // What leaves the window joins the usual volatility: the present never vouches for itself.
            double gone = _returns[_next] * _returns[_next];
            _usualCount++;
            double weight = Math.Max(_forget, 1.0 / _usualCount);
            _usualVariance = _usualCount == 1 ? gone : _usualVariance + (weight * (gone - _usualVariance));
        }

        _returns[_next] = r;
        _next = _next + 1 == _returns.Length ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _returns.Length);
    }

    private void Decide(double ranging, double trending, double turbulent)
    {
        MarketRegime likeliest = trending >= ranging && trending >= turbulent ? MarketRegime.Trending
            : turbulent >= ranging ? MarketRegime.Volatile
            : MarketRegime.Ranging;
        double Probability(MarketRegime regime) => regime switch
        {
            MarketRegime.Ranging => ranging,
            MarketRegime.Trending => trending,
            MarketRegime.Volatile => turbulent,
            _ => 0.0,
        };

        if (Regime == MarketRegime.Unknown)
        {
            Regime = likeliest;
        }

        bool leads = likeliest != Regime && Probability(likeliest) - Probability(Regime) >= _options.Hysteresis;
        _candidateSteps = !leads ? 0 : likeliest == _candidate ? _candidateSteps + 1 : 1;
        _candidate = leads ? likeliest : MarketRegime.Unknown;
        if (_candidateSteps >= _options.ConfirmationSteps)
        {
            Regime = likeliest;
            _candidateSteps = 0;
        }
    }
}
