namespace Trading.Sdk.Microstructure;

/// <summary>
/// The stream of a fitted GARCH(1,1) with frozen parameters: after each return the variance forecast for the next one. A return that is not
/// finite gives NaN and is skipped.
/// </summary>
public sealed class GarchVariance : IStreamingMeasure<double>
{
    private readonly GarchParameters _parameters;
    private readonly double _first;
    private double _variance;

    /// <summary>Makes the stream.</summary>
    /// <param name="parameters">Frozen parameters.</param>
    /// <param name="firstVariance">Variance of the first return; null = the long-run variance.</param>
    /// <exception cref="ArgumentException">The parameters are not admissible.</exception>
    public GarchVariance(GarchParameters parameters, double? firstVariance = null)
    {
        if (!parameters.IsAdmissible)
        {
            throw new ArgumentException("GARCH parameters: ω > 0, α ≥ 0, β ≥ 0, α + β < 1.", nameof(parameters));
        }

        _parameters = parameters;
        _first = Require.Above(firstVariance ?? parameters.LongRunVariance, 0.0, nameof(firstVariance));
        _variance = _first;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("garch_variance", MeasureUnit.Variance)];

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        outputs[0] = double.NaN;
        if (double.IsFinite(input))
        {
            _variance = Garch.Next(_parameters, input, _variance);
            outputs[0] = _variance;
        }
    }

    /// <inheritdoc/>
    public void Reset() => _variance = _first;
}
