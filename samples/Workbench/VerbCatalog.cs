using System.CommandLine;

namespace Trading.Sdk.Workbench;

/// <summary>The verbs of the command line, one line a package.</summary>
internal static class VerbCatalog
{
    public static IEnumerable<Command> Create() =>
    [
        BookVerbs.Create(),
        GoldenVerb.Create(),
        IndexVerbs.Create(),
        PatternVerbs.Create(),
        PatternVerbs.CreateCanslim(),
        SpectrumVerbs.Create(),
    ];
}
