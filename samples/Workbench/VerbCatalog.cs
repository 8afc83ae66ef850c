using System.CommandLine;

namespace Trading.Sdk.Workbench;

/// <summary>The verbs of the command line, one line a package.</summary>
internal static class VerbCatalog
{
    public static IEnumerable<Command> Create() =>
    [
        BookVerbs.Create(),
        FeedVerbs.Create(),
        .. FeatureVerbs.Create(),
        GoldenVerb.Create(),
        OptimizeVerbs.Create(),
        PortfolioVerbs.Create(),
        IndexVerbs.Create(),
        PatternVerbs.Create(),
        PatternVerbs.CreateCanslim(),
        SpectrumVerbs.Create(),
        RlVerbs.Create(),
        StoreVerbs.Create(),
    ];
}
