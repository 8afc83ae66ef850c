using System.CommandLine;
using System.Text.Json.Nodes;
using Trading.Sdk.DataFeeds;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench feed decode tws</c>: the server's frames of a recorded session as JSON lines.</summary>
internal static class FeedDecodeTws
{
    public static Command Create()
    {
        var session = new Option<string>("--session") { Required = true, Description = "File of lines 'C' or 'S', a space and a frame in hexadecimal." };
        var output = new Option<string>("--out") { Required = true, Description = "File for the events, one JSON object a line." };
        return Verb.Create("tws", "Decodes a recorded TWS or gateway session (docs/interactive-brokers.md).", [session, output], parsed =>
        {
            string path = parsed.GetValue(session)!, target = parsed.GetValue(output)!;
            // All or nothing: a session that cannot be read leaves no half of its events behind.
            List<string> events = [.. TwsSessionFile.Describe(File.ReadLines(path), path)];
            File.WriteAllText(target, string.Concat(events.Select(e => e + "\n")));
            return new JsonObject { ["session"] = path, ["out"] = target, ["events"] = events.Count };
        });
    }
}
