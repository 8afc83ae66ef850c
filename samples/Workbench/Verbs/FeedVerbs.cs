using System.CommandLine;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench feed record VENUE</c> and <c>feed decode VENUE</c>: live venues and their recorded bytes, one line a venue.</summary>
internal static class FeedVerbs
{
    public static Command Create() => new("feed", "Records live venues and decodes their bytes.")
    {
        new Command("record", "Connects to a venue and records what it sends.")
        {
            FeedRecordBinance.Create(),
            FeedRecordTws.Create(),
        },
        new Command("decode", "Decodes recorded bytes of a venue.")
        {
            FeedDecodeTws.Create(),
        },
    };
}
