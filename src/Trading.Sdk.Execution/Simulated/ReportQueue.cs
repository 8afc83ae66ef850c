namespace Trading.Sdk.Execution;

/// <summary>What the venue has told and the owner does not know yet. Reports arrive in the order in which they were sent.</summary>
internal sealed class ReportQueue(ILatencyModel latency)
{
    private readonly Queue<Report> reports = new();
    private long lastKnown;

    /// <summary>The venue tells of an order at its time.</summary>
    /// <returns>When the owner learns of it.</returns>
    public long Tell(in Report report, long time) => Add(report, time + latency.Response(time));

    /// <summary>Adds a report that arrives at a time, or later when an earlier one does.</summary>
    /// <returns>When the owner learns of it.</returns>
    public long Add(in Report report, long knownTime)
    {
        lastKnown = Math.Max(lastKnown, knownTime);
        reports.Enqueue(report with { KnownTime = lastKnown });
        return lastKnown;
    }

    /// <summary>Takes the oldest report that has arrived by a time.</summary>
    public bool TryTake(long time, out Report report)
    {
        if (reports.TryPeek(out report) && report.KnownTime <= time)
        {
            reports.Dequeue();
            return true;
        }

        return false;
    }

    /// <summary>Everything that is still on its way, oldest first.</summary>
    public Queue<Report>.Enumerator GetEnumerator() => reports.GetEnumerator();
}
