namespace Trading.Sdk.Microstructure;

/// <summary>
/// Realized measures over the last n returns: realized variance Σr², bipower variation π/2·Σ|r||r'| (robust to jumps, with the factor n/(n−1) for the missing
/// first product), and the jump share max(0, 1 − BV/RV).
/// </summary>
/// <remarks>O. Barndorff-Nielsen, N. Shephard, "Power and Bipower Variation with Stochastic Volatility and Jumps", J. Financial Econometrics 2(1), 2004. A return that is not finite gives NaN and is skipped.</remarks>
public sealed class RealizedVolatility : IStreamingMeasure<double>
{
    private readonly RollingSum _squares;
    private readonly RollingSum _products;
    private readonly MeasureOutput[] _outputs;
    private double _last = double.NaN;

    /// <summary>Makes the measure.</summary>
    /// <param name="window">Returns n, at least 2.</param>
    public RealizedVolatility(int window)
    {
        _squares = new RollingSum(Require.AtLeast(window, 2, nameof(window)));
        _products = new RollingSum(window - 1);
        _outputs = [new("realized_variance", MeasureUnit.Variance, window - 1), new("bipower_variation", MeasureUnit.Variance, window - 1), new("jump_share", MeasureUnit.Number, window - 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        outputs[..3].Fill(double.NaN);
        if (!double.IsFinite(input))
        {
            return;
        }

        double absolute = Math.Abs(input);
        _squares.Add(input * input);
        if (!double.IsNaN(_last))
        {
            _products.Add(absolute * _last);
        }

        _last = absolute;
        if (_squares.IsFull)
        {
            double n = _squares.Count;
            outputs[0] = Math.Max(0.0, _squares.Sum);
            outputs[1] = Math.Max(0.0, 0.5 * Math.PI * n / (n - 1.0) * _products.Sum);
            outputs[2] = outputs[0] > 0 ? Math.Max(0.0, 1.0 - (outputs[1] / outputs[0])) : double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _squares.Clear();
        _products.Clear();
        _last = double.NaN;
    }
}
