namespace Trading.Sdk.Microstructure;

/// <summary>
/// Momentum at several timeframes at once: the log return over n bars of each timeframe as known at each base bar, and the agreement of their
/// signs: their mean, −1 (all down) … +1 (all up), NaN until every timeframe has a value.
/// </summary>
public sealed class MomentumCascade : IStreamingMeasure<PriceBar>
{
    private readonly MultiTimeframe[] _frames;
    private readonly MeasureOutput[] _outputs;
    private readonly double[] _values = new double[2];

    /// <summary>Makes the measure.</summary>
    /// <param name="baseInterval">Length of the base bars.</param>
    /// <param name="multiples">Base bars per bar of each timeframe; at least one.</param>
    /// <param name="period">Bars n of each timeframe over which the return is taken, at least 1. Default 3.</param>
    public MomentumCascade(TimeSpan baseInterval, ReadOnlySpan<int> multiples, int period = 3)
    {
        Require.AtLeast(multiples.Length, 1, nameof(multiples));
        _frames = new MultiTimeframe[multiples.Length];
        _outputs = new MeasureOutput[multiples.Length + 1];
        for (int i = 0; i < multiples.Length; i++)
        {
            _frames[i] = new MultiTimeframe(new TimeframeAggregator(baseInterval, multiples[i]), new OfClose(new Momentum(period)));
            _outputs[i] = new MeasureOutput($"momentum_x{multiples[i]}", MeasureUnit.Return, (period + 1) * multiples[i]);
        }

        _outputs[^1] = new MeasureOutput("momentum_agreement", MeasureUnit.Number, _outputs[..^1].Max(o => o.WarmUp));
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        double signs = 0;
        for (int i = 0; i < _frames.Length; i++)
        {
            _frames[i].Update(input, _values);
            outputs[i] = _values[1];
            signs += double.IsNaN(_values[1]) ? double.NaN : Math.Sign(_values[1]);
        }

        outputs[_frames.Length] = signs / _frames.Length;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        foreach (MultiTimeframe frame in _frames)
        {
            frame.Reset();
        }
    }
}
