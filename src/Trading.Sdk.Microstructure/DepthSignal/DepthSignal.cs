namespace Trading.Sdk.Microstructure;

/// <summary>What the depth said at one snapshot.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="State">Signal, or why not.</param>
/// <param name="Direction">Direction of the ratio; a signal only when <paramref name="State"/> says so.</param>
/// <param name="BidDepth">Depth of the bids in the range, in the unit given.</param>
/// <param name="AskDepth">Depth of the asks in the range.</param>
/// <param name="LogRatio">ln(bid depth / ask depth); NaN when a side is empty.</param>
/// <param name="Magnitude">How far beyond the threshold, 0…1.</param>
/// <param name="Persistence">Share of the time to full persistence, 0…1.</param>
/// <param name="Consecutive">Share of the snapshots to the full run, 0…1.</param>
/// <param name="Confidence">Confidence of a signal; 0 for everything else.</param>
/// <param name="HeldNanos">Time for which the direction has held, weighted by time, not by snapshots.</param>
/// <param name="Snapshots">Snapshots in a row with the direction, this one included.</param>
/// <param name="IsComplete">True when the book knew every level of the range.</param>
public readonly record struct DepthSignal(
    long Time,
    DepthSignalState State,
    DepthDirection Direction,
    double BidDepth,
    double AskDepth,
    double LogRatio,
    double Magnitude,
    double Persistence,
    double Consecutive,
    double Confidence,
    long HeldNanos,
    int Snapshots,
    bool IsComplete)
{
    /// <summary>True for a signal.</summary>
    public bool IsSignal => State == DepthSignalState.Signal;

    /// <summary>Bid depth / ask depth; null when a side is empty.</summary>
    public double? Ratio => BidDepth > 0 && AskDepth > 0 ? BidDepth / AskDepth : null;

    /// <summary>One sentence for people; allocates.</summary>
    public string Reason
    {
        get
        {
            string held = FormattableString.Invariant($"held {HeldNanos * 1e-9:0.#} s over {Snapshots} snapshots");
            string ratio = Ratio is { } r ? FormattableString.Invariant($"bid/ask depth {r:0.00}") : "a side has no depth";
            string coverage = IsComplete ? "" : "; the range is not fully known";
            return State switch
            {
                DepthSignalState.Signal => FormattableString.Invariant($"{Direction}: {ratio}, {held}, confidence {Confidence:0.00} (magnitude {Magnitude:0.00}, persistence {Persistence:0.00}, consecutive {Consecutive:0.00}){coverage}"),
                DepthSignalState.TooYoung => $"no signal: {ratio} leans {(Direction == DepthDirection.Long ? "long" : "short")} but {held}{coverage}",
                DepthSignalState.Balanced => $"no signal: {ratio} is between the thresholds{coverage}",
                DepthSignalState.EmptySide => "no signal: a side has no depth in the range",
                _ => "no signal: the book does not know every level of the range",
            };
        }
    }
}
