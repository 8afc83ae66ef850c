namespace Trading.Sdk.Microstructure;

/// <summary>
/// The usual shape of a day: mean activity by slot of the day, divided by the plain mean over the slots, so that 1 is an average slot. Fitted on a
/// past sample; dividing by the factor of the time normalises what comes after.
/// </summary>
public sealed class IntradaySeasonality
{
    private const long DayNanos = 86_400_000_000_000;

    private readonly long _slotNanos;
    private readonly double[] _factors;

    private IntradaySeasonality(long slotNanos, double[] factors)
    {
        _slotNanos = slotNanos;
        _factors = factors;
    }

    /// <summary>Slots of a day.</summary>
    public int SlotCount => _factors.Length;

    /// <summary>Factor of each slot from midnight UTC; NaN where the sample had nothing.</summary>
    public ReadOnlySpan<double> Factors => _factors;

    /// <summary>Fits the shape to absolute log returns of closes; the return from one day to the next is left out.</summary>
    /// <param name="times">Time of each close, nanoseconds since 1970, rising.</param>
    /// <param name="closes">Closes, above 0.</param>
    /// <param name="slot">Length of a slot; divides a day.</param>
    public static IntradaySeasonality FitAbsoluteReturns(ReadOnlySpan<long> times, ReadOnlySpan<double> closes, TimeSpan slot)
    {
        Require.SameLength(closes.Length, times.Length, nameof(closes));
        Require.Finite(closes, nameof(closes));
        var returnTimes = new List<long>(times.Length);
        var activity = new List<double>(times.Length);
        for (int i = 1; i < times.Length; i++)
        {
            if (Day(times[i]) == Day(times[i - 1]))
            {
                returnTimes.Add(times[i]);
                activity.Add(Math.Abs(Math.Log(closes[i] / closes[i - 1])));
            }
        }

        return Fit(returnTimes.ToArray(), activity.ToArray(), slot);
    }

    /// <summary>Fits the shape to any activity: volumes, spreads, counts.</summary>
    /// <param name="times">Time of each value, nanoseconds since 1970.</param>
    /// <param name="activity">The values, at least 0.</param>
    /// <param name="slot">Length of a slot; divides a day.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or the slot does not divide a day.</exception>
    public static IntradaySeasonality Fit(ReadOnlySpan<long> times, ReadOnlySpan<double> activity, TimeSpan slot)
    {
        Require.SameLength(activity.Length, times.Length, nameof(activity));
        Require.Finite(activity, nameof(activity));
        long slotNanos = Require.Positive(slot, nameof(slot)).Ticks * TimeSpan.NanosecondsPerTick;
        if (DayNanos % slotNanos != 0)
        {
            throw new ArgumentException("A slot divides a day.", nameof(slot));
        }

        int slots = (int)(DayNanos / slotNanos);
        var sums = new double[slots];
        var counts = new long[slots];
        for (int i = 0; i < times.Length; i++)
        {
            int at = Slot(times[i], slotNanos);
            sums[at] += activity[i];
            counts[at]++;
        }

        double total = 0;
        int seen = 0;
        for (int i = 0; i < slots; i++)
        {
            sums[i] = counts[i] > 0 ? sums[i] / counts[i] : double.NaN;
            if (counts[i] > 0)
            {
                total += sums[i];
                seen++;
            }
        }

        double mean = total / seen;
        for (int i = 0; i < slots; i++)
        {
            sums[i] /= mean;
        }

        return new IntradaySeasonality(slotNanos, sums);
    }

    /// <summary>Factor that is usual at a time; NaN where the sample had nothing.</summary>
    public double FactorAt(long time) => _factors[Slot(time, _slotNanos)];

    private static long Day(long time) => (time / DayNanos) - (time % DayNanos < 0 ? 1 : 0);

    private static int Slot(long time, long slotNanos) => (int)((time - (Day(time) * DayNanos)) / slotNanos);
}
