namespace Trading.Sdk.Microstructure;

/// <summary>
/// Volume-weighted average of the typical price since the start of the session, the volume-weighted population deviation about it, and bands
/// of ± k deviations. NaN until the session has volume. A bar that is not finite gives NaN and is skipped.
/// </summary>
/// <remarks>
/// The deviation is updated by the weighted form of Welford's method (D. West, "Updating mean and variance estimates", CACM 22(9), 1979), which
/// stays exact where √(Σvp²/Σv − vwap²) loses all digits.
/// </remarks>
public sealed class SessionVwap : IStreamingMeasure<PriceBar>
{
    private const long DayNanos = 86_400_000_000_000;

    private readonly long _sessionStartNanos;
    private readonly double _deviations;
    private long _session = long.MinValue;
    private double _volume;
    private double _value;
    private double _mean;
    private double _squares;

    /// <summary>Makes the measure.</summary>
    /// <param name="sessionStart">Time of day (UTC) at which a session starts, within 0…24 h. Default midnight.</param>
    /// <param name="deviations">k of the bands, above 0. Default 2.</param>
    public SessionVwap(TimeSpan sessionStart = default, double deviations = 2.0)
    {
        Require.Within(sessionStart.Ticks, 0, TimeSpan.TicksPerDay - 1, nameof(sessionStart));
        _sessionStartNanos = sessionStart.Ticks * TimeSpan.NanosecondsPerTick;
        _deviations = Require.Above(deviations, 0.0, nameof(deviations));
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } =
    [
        new("vwap", MeasureUnit.Price),
        new("vwap_deviation", MeasureUnit.Price),
        new("vwap_upper", MeasureUnit.Price),
        new("vwap_lower", MeasureUnit.Price),
    ];

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        outputs[..4].Fill(double.NaN);
        if (!input.IsFinite || !double.IsFinite(input.Volume))
        {
            return;
        }

        long session = FloorDivide(input.Time - _sessionStartNanos, DayNanos);
        if (session != _session)
        {
            _session = session;
            _volume = _value = _mean = _squares = 0;
        }

        if (input.Volume > 0)
        {
            double typical = input.TypicalPrice;
            _volume += input.Volume;
            _value += typical * input.Volume;
            double step = typical - _mean;
            _mean += step * (input.Volume / _volume);
            _squares += input.Volume * step * (typical - _mean);
        }

        if (_volume > 0)
        {
            outputs[0] = _value / _volume;
            outputs[1] = Math.Sqrt(Math.Max(0.0, _squares / _volume));
            outputs[2] = outputs[0] + (_deviations * outputs[1]);
            outputs[3] = outputs[0] - (_deviations * outputs[1]);
        }
    }

    /// <inheritdoc/>
    public void Reset() => _session = long.MinValue;

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
