namespace Trading.Sdk.Microstructure;

/// <summary>A measure of numbers applied to the closes of bars.</summary>
public sealed class OfClose : IStreamingMeasure<PriceBar>
{
    private readonly IStreamingMeasure<double> _measure;

    /// <summary>Makes the measure.</summary>
    /// <param name="measure">Measures the closes; owned by this measure from now on.</param>
    public OfClose(IStreamingMeasure<double> measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        _measure = measure;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _measure.Outputs;

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs) => _measure.Update(input.Close, outputs);

    /// <inheritdoc/>
    public void Reset() => _measure.Reset();
}
