using System.Globalization;
using Trading.Sdk.Benchmarks.Spectrum;

// Ratios against the peers of shared/peers/spectrum measured in the same run (--peers FOLDER; without it own times only).
string? peers = args.SkipWhile(a => a != "--peers").Skip(1).FirstOrDefault();
string only = args.SkipWhile(a => a != "--only").Skip(1).FirstOrDefault() ?? "";
Dictionary<string, double> peer = peers is null ? [] : Peers.Run(peers, only);
Console.WriteLine("| operation | us | peer | peer us | ratio |");
Console.WriteLine("|---|---|---|---|---|");
foreach ((string name, string[] against, Action run) in Cases.All().Where(c => c.Name.Contains(only, StringComparison.Ordinal)))
{
    double own = Timing.Median(run);
    if (against.Length == 0)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {own:0.###} | | | |"));
    }

    foreach (string key in against)
    {
        Console.WriteLine(peer.TryGetValue(key, out double other)
            ? string.Create(CultureInfo.InvariantCulture, $"| {name} | {own:0.###} | {key} | {other:0.###} | {own / other:0.000} |")
            : string.Create(CultureInfo.InvariantCulture, $"| {name} | {own:0.###} | {key} | | |"));
    }
}

if (only.Length == 0 || "pipeline".Contains(only, StringComparison.Ordinal))
{
    Console.WriteLine(Pipeline.Describe());
}
