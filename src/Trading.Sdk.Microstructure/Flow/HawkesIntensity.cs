namespace Trading.Sdk.Microstructure;

/// <summary>The intensity of a fitted Hawkes process with frozen parameters, as a stream of event times. The output is λ just after each event, per second.</summary>
public sealed class HawkesIntensity : IStreamingMeasure<long>
{
    private readonly HawkesParameters _parameters;
    private double _excitement;
    private long _last;
    private bool _hasLast;

    /// <summary>Makes the stream.</summary>
    /// <param name="parameters">Frozen parameters.</param>
    /// <exception cref="ArgumentException">The parameters are not admissible.</exception>
    public HawkesIntensity(HawkesParameters parameters)
    {
        _parameters = parameters.IsAdmissible ? parameters : throw new ArgumentException("Hawkes parameters: μ > 0, 0 ≤ α < β.", nameof(parameters));
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("hawkes_intensity", MeasureUnit.PerSecond)];

    /// <summary>λ at a time not before the last event, per second.</summary>
    /// <param name="time">Nanoseconds since 1970.</param>
    public double At(long time) => _parameters.Mu + (_parameters.Alpha * _excitement * Fade(time));

    /// <inheritdoc/>
    public void Update(in long input, Span<double> outputs)
    {
        _excitement = (_excitement * Fade(input)) + 1.0;
        _last = _hasLast ? Math.Max(_last, input) : input;
        _hasLast = true;
        outputs[0] = _parameters.Mu + (_parameters.Alpha * _excitement);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _excitement = 0;
        _hasLast = false;
    }

    private double Fade(long time) => _hasLast && time > _last ? Math.Exp(-_parameters.Beta * ((time - _last) * 1e-9)) : 1.0;
}
