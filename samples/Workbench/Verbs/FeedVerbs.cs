using System.CommandLine;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench feed …</c>: live feeds, a line a venue.</summary>
internal static class FeedVerbs
{
    public static Command Create() => new("feed", "Live feeds.")
    {
        new Command("record", "Connects to a venue and records what it sends.")
        {
            FeedRecordBinance.Create(),
        },
    };
}
