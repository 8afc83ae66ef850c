namespace Trading.Sdk.Microstructure;

/// <summary>On-balance volume: the running sum of volume, added on a higher close and taken off on a lower one. 0 with the first bar.</summary>
public sealed class OnBalanceVolume : IStreamingMeasure<PriceBar>
{
    private double _lastClose = double.NaN;
    private double _sum;

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("obv", MeasureUnit.Quantity)];

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        if (!input.IsFinite || !double.IsFinite(input.Volume))
        {
            outputs[0] = double.NaN;
            return;
        }

        _sum += input.Close > _lastClose ? input.Volume : input.Close < _lastClose ? -input.Volume : 0.0;
        _lastClose = input.Close;
        outputs[0] = _sum;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _lastClose = double.NaN;
        _sum = 0;
    }
}
