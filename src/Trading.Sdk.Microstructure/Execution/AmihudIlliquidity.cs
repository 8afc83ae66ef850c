namespace Trading.Sdk.Microstructure;

/// <summary>Amihud's illiquidity: the mean of |return| / traded value over the last n intervals with trades. An interval without trades or with a number that is not finite is skipped; the output stays.</summary>
/// <remarks>Y. Amihud, "Illiquidity and Stock Returns: Cross-Section and Time-Series Effects", J. Financial Markets 5(1), 2002, equation 1; there over the days of a year.</remarks>
public sealed class AmihudIlliquidity : IStreamingMeasure<TradedReturn>
{
    private readonly RollingSum _ratios;
    private readonly MeasureOutput[] _outputs;

    /// <summary>Makes the measure.</summary>
    /// <param name="window">Intervals n, at least 1.</param>
    public AmihudIlliquidity(int window)
    {
        _ratios = new RollingSum(Require.AtLeast(window, 1, nameof(window)));
        _outputs = [new("amihud", MeasureUnit.Number, window - 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in TradedReturn input, Span<double> outputs)
    {
        double ratio = Math.Abs(input.LogReturn) / input.Value;
        if (input.Value > 0 && double.IsFinite(ratio))
        {
            _ratios.Add(ratio);
        }

        outputs[0] = _ratios.IsFull ? Math.Max(0.0, _ratios.Sum) / _ratios.Count : double.NaN;
    }

    /// <inheritdoc/>
    public void Reset() => _ratios.Clear();
}
