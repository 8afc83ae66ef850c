namespace Trading.Sdk.Microstructure;

/// <summary>
/// Kyle's lambda: the slope of price changes on signed order flow, ordinary least squares with a constant over the last n observations.
/// Outputs: lambda and R². With returns and Σ side·√value as inputs it is Hasbrouck's variant.
/// </summary>
/// <remarks>
/// A. Kyle, "Continuous Auctions and Insider Trading", Econometrica 53(6), 1985; J. Hasbrouck, "Trading Costs and Returns for U.S. Equities",
/// J. Finance 64(3), 2009. Computed from centred sums over the window at each update: linear in n, free of drift. NaN while the flow does not vary.
/// </remarks>
public sealed class KyleLambda : IStreamingMeasure<ImpactObservation>
{
    private readonly double[] _changes;
    private readonly double[] _flows;
    private readonly MeasureOutput[] _outputs;
    private int _count;
    private int _next;

    /// <summary>Makes the measure.</summary>
    /// <param name="window">Observations n, at least 3.</param>
    public KyleLambda(int window)
    {
        Require.AtLeast(window, 3, nameof(window));
        _changes = new double[window];
        _flows = new double[window];
        _outputs = [new("kyle_lambda", MeasureUnit.Number, window - 1), new("kyle_r_squared", MeasureUnit.Number, window - 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in ImpactObservation input, Span<double> outputs)
    {
        if (double.IsFinite(input.PriceChange) && double.IsFinite(input.SignedFlow))
        {
            _changes[_next] = input.PriceChange;
            _flows[_next] = input.SignedFlow;
            _next = _next + 1 == _changes.Length ? 0 : _next + 1;
            _count = Math.Min(_count + 1, _changes.Length);
        }

        outputs[0] = outputs[1] = double.NaN;
        if (_count < _changes.Length)
        {
            return;
        }

        double meanChange = 0, meanFlow = 0;
        for (int i = 0; i < _count; i++)
        {
            meanChange += _changes[i];
            meanFlow += _flows[i];
        }

        meanChange /= _count;
        meanFlow /= _count;
        double covariance = 0, flowVariance = 0, changeVariance = 0;
        for (int i = 0; i < _count; i++)
        {
            double x = _flows[i] - meanFlow;
            double y = _changes[i] - meanChange;
            covariance += x * y;
            flowVariance += x * x;
            changeVariance += y * y;
        }

        if (flowVariance > 0)
        {
            outputs[0] = covariance / flowVariance;
            outputs[1] = changeVariance > 0 ? covariance * covariance / (flowVariance * changeVariance) : double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _count = 0;
        _next = 0;
    }
}
