using Trading.Sdk.Signals;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk;

/// <summary>
/// The dominant cycle of the price as a source: while a cycle is significant against red noise, the slope of its projection from now to
/// the horizon in units of its amplitude; 0 otherwise.
/// </summary>
public sealed class CycleScore : IScoreSource
{
    private readonly int priceColumn, horizonRows, refreshRows;
    private readonly CycleDetector detector;
    private readonly double[] ring, window;
    private readonly Cycle[] cycles = new Cycle[1];
    private int count, age;
    private bool hasCycle;

    /// <summary>Creates the source.</summary>
    /// <param name="priceColumn">Column of the price.</param>
    /// <param name="horizonRows">Rows to the horizon, at least 1.</param>
    /// <param name="windowRows">Rows in which cycles are looked for. Default 256.</param>
    /// <param name="refreshRows">Rows between two looks, at least 1. Default 16.</param>
    public CycleScore(int priceColumn, int horizonRows, int windowRows = 256, int refreshRows = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priceColumn);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizonRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(refreshRows, 1);
        (this.priceColumn, this.horizonRows, this.refreshRows) = (priceColumn, horizonRows, refreshRows);
        detector = new CycleDetector(windowRows, new CycleOptions { MaximumCycles = 1 });
        ring = new double[windowRows];
        window = new double[windowRows];
    }

    /// <inheritdoc/>
    public string Name => "cycle";

    /// <inheritdoc/>
    public double Update(long time, ReadOnlySpan<double> features)
    {
        double price = features[priceColumn];
        if (!(price > 0))
        {
            Reset();
            return double.NaN;
        }

        ring[count++ % ring.Length] = Math.Log(price);
        age++;
        if (count < ring.Length)
        {
            return double.NaN;
        }

        if (!hasCycle || age >= refreshRows)
        {
            int start = count % ring.Length;
            ring.AsSpan(start).CopyTo(window);
            ring.AsSpan(0, start).CopyTo(window.AsSpan(ring.Length - start));
            hasCycle = detector.Detect(window, cycles, out _) > 0;
            age = 0;
        }

        if (!hasCycle)
        {
            return 0;
        }

        // The phase is that of the last sample of the window it was found in.
        Cycle cycle = cycles[0];
        double now = cycle.Phase + (Math.Tau * cycle.Frequency * age);
        return Math.Cos(now + (Math.Tau * cycle.Frequency * horizonRows)) - Math.Cos(now);
    }

    /// <inheritdoc/>
    public void Reset() => (count, age, hasCycle) = (0, 0, false);
}
