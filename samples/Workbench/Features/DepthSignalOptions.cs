using System.CommandLine;
using Trading.Sdk.Microstructure;

namespace Trading.Sdk.Workbench.Features;

/// <summary>The constants of the depth analyzer as options, with its own defaults.</summary>
internal sealed class DepthSignalOptions
{
    private static readonly DepthAnalyzerOptions Default = new();

    private readonly Option<string> _interval = new("--interval") { DefaultValueFactory = _ => "5s", Description = "Time between snapshots of the depth." };
    private readonly Option<int> _basisPoints = new("--basis-points") { DefaultValueFactory = _ => Default.BasisPoints, Description = "Depth counts within this distance of the mid." };
    private readonly Option<double> _longRatio = new("--long-ratio") { DefaultValueFactory = _ => Default.LongRatio, Description = "Bid/ask depth from which the direction is long." };
    private readonly Option<double> _shortRatio = new("--short-ratio") { DefaultValueFactory = _ => Default.ShortRatio, Description = "Bid/ask depth up to which it is short." };
    private readonly Option<string> _persistence = new("--persistence") { DefaultValueFactory = _ => "60s", Description = "Time a direction must have held before it is a signal; 0s = none." };
    private readonly Option<string> _fullPersistence = new("--full-persistence") { DefaultValueFactory = _ => "300s", Description = "Time at which the persistence part is full." };
    private readonly Option<double> _fullMagnitude = new("--full-magnitude") { DefaultValueFactory = _ => Default.FullMagnitudeRatio, Description = "Ratio at which the magnitude part is full." };
    private readonly Option<int> _fullConsecutive = new("--full-consecutive") { DefaultValueFactory = _ => Default.FullConsecutive, Description = "Snapshots in a row at which the consecutive part is full." };
    private readonly Option<string> _gap = new("--gap") { DefaultValueFactory = _ => "15s", Description = "A longer pause between snapshots ends a run." };
    private readonly Option<bool> _requireComplete = new("--require-complete") { Description = "Refuse snapshots whose book does not know every level of the range." };

    public IEnumerable<Option> All => [_interval, _basisPoints, _longRatio, _shortRatio, _persistence, _fullPersistence, _fullMagnitude, _fullConsecutive, _gap, _requireComplete];

    public DepthAnalyzer Make(ParseResult parsed) => Usage.Check(() => new DepthAnalyzer(new DepthAnalyzerOptions
    {
        Interval = FeatureVerbs.ParseDuration(parsed.GetValue(_interval)!, "--interval"),
        BasisPoints = parsed.GetValue(_basisPoints),
        LongRatio = parsed.GetValue(_longRatio),
        ShortRatio = parsed.GetValue(_shortRatio),
        MinimumPersistence = parsed.GetValue(_persistence) is "0s" or "0" ? TimeSpan.Zero : FeatureVerbs.ParseDuration(parsed.GetValue(_persistence)!, "--persistence"),
        FullPersistence = FeatureVerbs.ParseDuration(parsed.GetValue(_fullPersistence)!, "--full-persistence"),
        FullMagnitudeRatio = parsed.GetValue(_fullMagnitude),
        FullConsecutive = parsed.GetValue(_fullConsecutive),
        GapMax = FeatureVerbs.ParseDuration(parsed.GetValue(_gap)!, "--gap"),
        RequireComplete = parsed.GetValue(_requireComplete),
    }));
}
