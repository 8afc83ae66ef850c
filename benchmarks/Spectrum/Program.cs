using System.Globalization;
using Trading.Sdk.Benchmarks.Spectrum;

// spectrum-benchmarks [transforms|operations|learning|pipeline|statistics …] [--peers FOLDER] [--only TEXT]
// Ratios against peers measured in the same run; without --peers own times only.
string[] groups = [.. args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
string? peers = args.SkipWhile(a => a != "--peers").Skip(1).FirstOrDefault();
string only = args.SkipWhile(a => a != "--only").Skip(1).FirstOrDefault() ?? "";
foreach (string group in groups.Length > 0 ? groups : ["transforms", "operations", "learning", "pipeline", "statistics"])
{
    var peer = new Dictionary<string, double>(StringComparer.Ordinal);
    switch (group)
    {
        case "transforms":
            TransformCases.Report(peers is not null, only);
            break;
        case "operations":
            if (peers is not null)
            {
                foreach (string name in only.Length > 0 ? [only] : new[] { "scipy.welch", "scipy.coherence", "pywt.wave", "pywt.denoise", "pywt.swt", "pywt.wpt", "pywt.cwt", "scipy.sosfilt", "scipy.filtfilt", "scipy.find_peaks", "omp_", "lasso_cd" })
                {
                    Peers.Others(peers, name, peer);
                }
            }

            Table(OperationCases.All());
            break;
        case "learning":
            if (peers is not null)
            {
                Peers.Others(peers, "MiniBatchDL", peer);
            }

            Table(LearningCases.All());
            break;
        case "pipeline":
            if (peers is not null)
            {
                Peers.Extra(peers, peer);
            }

            Table(LearningCases.Profile());
            Console.WriteLine(Pipeline.Describe());
            foreach ((string name, double us) in peer.Where(p => p.Key.StartsWith("python_pipeline", StringComparison.Ordinal)))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {us:0} us"));
            }

            break;
        case "statistics":
            Statistics.Report();
            break;
        default:
            Console.Error.WriteLine($"unknown group '{group}'");
            return 2;
    }

    void Table(IEnumerable<(string Name, string[] Peers, Action Run)> cases)
    {
        Console.WriteLine("| operation | us | peer | peer us | ratio |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string name, string[] against, Action run) in cases.Where(c => c.Name.Contains(only, StringComparison.Ordinal)))
        {
            double own = Timing.Median(run);
            peer[name] = own;
            string[] known = [.. against.Where(peer.ContainsKey)];
            if (known.Length == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {own:0.###} | | | |"));
            }

            foreach (string key in known)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {own:0.###} | {key} | {peer[key]:0.###} | {own / peer[key]:0.000} |"));
            }
        }
    }
}

return 0;
