namespace Trading.Sdk.Microstructure;

/// <summary>
/// A measure of a slower timeframe as it is known at each base bar: its values for the last bucket that was complete when the base bar closed.
/// NaN before the first. A base bar that is not finite gives NaN and is skipped.
/// </summary>
public sealed class MultiTimeframe : IStreamingMeasure<PriceBar>
{
    private readonly TimeframeAggregator _aggregator;
    private readonly IStreamingMeasure<PriceBar> _measure;
    private readonly double[] _values;
    private readonly PriceBar[] _completed = new PriceBar[2];

    /// <summary>Makes the measure.</summary>
    /// <param name="aggregator">Makes the slower bars; owned by this measure from now on.</param>
    /// <param name="measure">Measures them; owned by this measure from now on.</param>
    public MultiTimeframe(TimeframeAggregator aggregator, IStreamingMeasure<PriceBar> measure)
    {
        ArgumentNullException.ThrowIfNull(aggregator);
        ArgumentNullException.ThrowIfNull(measure);
        _aggregator = aggregator;
        _measure = measure;
        _values = new double[measure.Outputs.Count];
        _values.AsSpan().Fill(double.NaN);
    }

    /// <inheritdoc/>
    /// <remarks>The warm-up of the outputs counts slower bars.</remarks>
    public IReadOnlyList<MeasureOutput> Outputs => _measure.Outputs;

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        if (!input.IsFinite)
        {
            outputs[.._values.Length].Fill(double.NaN);
            return;
        }

        int count = _aggregator.Update(input, _completed);
        for (int i = 0; i < count; i++)
        {
            _measure.Update(_completed[i], _values);
        }

        _values.CopyTo(outputs);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _aggregator.Reset();
        _measure.Reset();
        _values.AsSpan().Fill(double.NaN);
    }
}
