using Trading.Sdk.Statistics;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Bulk volume classification: the share Φ(ΔP/σ) of a bar's volume counts as bought, σ being the standard deviation of the last n price changes, this one
/// included. Outputs: buy and sell volume. For data without aggressor; where the venue tells, its flag is better (Andersen, Bondarenko 2013).
/// </summary>
/// <remarks>D. Easley, M. López de Prado, M. O'Hara, "Flow Toxicity and Liquidity in a High-Frequency World", RFS 25(5), 2012. While changes do not vary half of the volume counts to each side.</remarks>
public sealed class BulkVolume : IStreamingMeasure<PriceBar>
{
    private readonly RollingSum _changes;
    private readonly MeasureOutput[] _outputs;
    private double _lastClose = double.NaN;

    /// <summary>Makes the measure.</summary>
    /// <param name="window">Changes n, at least 2. Default 50.</param>
    public BulkVolume(int window = 50)
    {
        _changes = new RollingSum(Require.AtLeast(window, 2, nameof(window)));
        _outputs = [new("bulk_buy_volume", MeasureUnit.Quantity, 2), new("bulk_sell_volume", MeasureUnit.Quantity, 2)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        outputs[0] = outputs[1] = double.NaN;
        if (!input.IsFinite || !double.IsFinite(input.Volume))
        {
            return;
        }

        double change = input.Close - _lastClose;
        _lastClose = input.Close;
        if (double.IsNaN(change))
        {
            return;
        }

        _changes.Add(change);
        if (_changes.Count < 2)
        {
            return;
        }

        double mean = _changes.Sum / _changes.Count;
        double squares = 0;
        foreach (double value in _changes.Values)
        {
            squares += (value - mean) * (value - mean);
        }

        double deviation = Math.Sqrt(squares / (_changes.Count - 1));
        double share = deviation > 0 ? NormalDistribution.Cumulative(change / deviation) : 0.5;
        outputs[0] = input.Volume * share;
        outputs[1] = input.Volume - outputs[0];
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _changes.Clear();
        _lastClose = double.NaN;
    }
}
