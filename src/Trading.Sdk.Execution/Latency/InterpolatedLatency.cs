namespace Trading.Sdk.Execution;

/// <summary>
/// Latency interpolated from recorded orders: linear in time between two of them, constant before the first and behind the last.
/// An order sent beside a refused one is refused too.
/// </summary>
public sealed class InterpolatedLatency : ILatencyModel
{
    private readonly long[] requestTimes, entries, exchangeTimes, responses;

    /// <summary>Creates the model.</summary>
    /// <param name="orders">Recorded orders by request time, at least one that the venue took.</param>
    /// <exception cref="ArgumentException">The list is empty or unsorted, or a time lies before its predecessor.</exception>
    public InterpolatedLatency(params ReadOnlySpan<RecordedLatency> orders)
    {
        var taken = new List<RecordedLatency>(orders.Length);
        requestTimes = new long[orders.Length];
        entries = new long[orders.Length];
        for (int i = 0; i < orders.Length; i++)
        {
            RecordedLatency order = orders[i];
            bool refused = order.ExchangeTime <= 0;
            if ((i > 0 && order.RequestTime < orders[i - 1].RequestTime) || order.ResponseTime < order.RequestTime || (!refused && (order.ExchangeTime < order.RequestTime || order.ResponseTime < order.ExchangeTime)))
            {
                throw new ArgumentException($"Order {i}: request, exchange and response time must not decrease, nor request times from one order to the next.", nameof(orders));
            }

            requestTimes[i] = order.RequestTime;
            entries[i] = refused ? Math.Min(-1, order.RequestTime - order.ResponseTime) : order.ExchangeTime - order.RequestTime;
            if (!refused)
            {
                taken.Add(order);
            }
        }

        if (taken.Count == 0)
        {
            throw new ArgumentException("At least one order that the venue took is needed.", nameof(orders));
        }

        taken.Sort(static (a, b) => a.ExchangeTime.CompareTo(b.ExchangeTime));
        exchangeTimes = [.. taken.Select(static o => o.ExchangeTime)];
        responses = [.. taken.Select(static o => o.ResponseTime - o.ExchangeTime)];
    }

    /// <inheritdoc/>
    public long OrderEntry(long time)
    {
        int next = UpperBound(requestTimes, time);
        long before = entries[Math.Max(0, next - 1)], after = entries[Math.Min(next, entries.Length - 1)];
        return before < 0 || after < 0 ? Math.Min(before, after) : Interpolate(requestTimes, entries, next, time);
    }

    /// <inheritdoc/>
    public long Response(long time) => Interpolate(exchangeTimes, responses, UpperBound(exchangeTimes, time), time);

    private static long Interpolate(long[] times, long[] values, int next, long time)
    {
        if (next == 0 || next == times.Length)
        {
            return values[next == 0 ? 0 : ^1];
        }

        long span = times[next] - times[next - 1];
        return values[next - 1] + (long)((Int128)(values[next] - values[next - 1]) * (time - times[next - 1]) / span);
    }

    private static int UpperBound(long[] times, long time)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = times[middle] <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
