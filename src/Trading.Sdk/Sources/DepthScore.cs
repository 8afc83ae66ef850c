using Trading.Sdk.Microstructure;
using Trading.Sdk.Signals;

namespace Trading.Sdk;

/// <summary>
/// The depth analyzer as a source: ± its confidence while the imbalance of depth has held long enough, 0 otherwise.
/// </summary>
public sealed class DepthScore : IScoreSource
{
    private readonly DepthAnalyzerOptions options;
    private readonly int bidColumn;
    private readonly int askColumn;
    private readonly long interval;
    private DepthAnalyzer analyzer;
    private long nextSnapshot = long.MinValue;
    private double score;

    /// <summary>Creates the source.</summary>
    /// <param name="schema">Schema of the rows; it holds <c>bid_depth_Nbps</c> and <c>ask_depth_Nbps</c> for the analyzer's N.</param>
    /// <param name="options">Constants of the analyzer.</param>
    /// <exception cref="KeyNotFoundException">The schema lacks the depth columns.</exception>
    public DepthScore(FeatureSchema schema, DepthAnalyzerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        this.options = options ?? new DepthAnalyzerOptions();
        bidColumn = schema.IndexOf($"bid_depth_{this.options.BasisPoints}bps");
        askColumn = schema.IndexOf($"ask_depth_{this.options.BasisPoints}bps");
        interval = this.options.Interval.Ticks * TimeSpan.NanosecondsPerTick;
        analyzer = new DepthAnalyzer(this.options);
    }

    /// <inheritdoc/>
    public string Name => "depth";

    /// <summary>What the analyzer said last.</summary>
    public DepthSignal Latest { get; private set; }

    /// <inheritdoc/>
    public double Update(long time, ReadOnlySpan<double> features)
    {
        if (time < nextSnapshot)
        {
            return score;
        }

        double bid = features[bidColumn], ask = features[askColumn];
        if (double.IsNaN(bid) || double.IsNaN(ask))
        {
            return double.NaN;
        }

        nextSnapshot = time + interval;
        Latest = analyzer.Update(time, bid, ask);
        score = !Latest.IsSignal ? 0 : Latest.Direction == DepthDirection.Long ? Latest.Confidence : -Latest.Confidence;
        return score;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        analyzer = new DepthAnalyzer(options);
        nextSnapshot = long.MinValue;
        score = 0;
        Latest = default;
    }
}
