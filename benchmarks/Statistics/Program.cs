using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Trading.Sdk.Statistics;

// Usage: statistics-benchmark [repeats]. Needs python3-statsmodels for the peer's column.
int repeats = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 9;
const int N = 50_000, K = 40;
double[] x = new double[N * K], y = new double[N], walk = new double[1000], a = new double[5000], b = new double[5000];
new RandomStream(1, 1).FillNormal(x);
new RandomStream(1, 2).FillNormal(y);
new RandomStream(1, 3).FillNormal(walk);
new RandomStream(1, 4).FillNormal(a);
new RandomStream(1, 5).FillNormal(b);
for (int i = 1; i < walk.Length; i++)
{
    walk[i] += walk[i - 1];
}

for (int i = 0; i < b.Length; i++)
{
    b[i] += 0.3 * a[i];
}

double[] smallX = [.. Enumerable.Range(0, 800).SelectMany(t => x.AsSpan(t * K, 5).ToArray())], normals = new double[1_000_000];
var tasks = new (string Name, Func<double> Run)[]
{
    ("OLS 50,000 x 41, classical errors", () => LeastSquares.Fit(y, x, K).Errors.StandardErrors.Sum()),
    ("OLS 50,000 x 41, HC3 errors", () => LeastSquares.Robust(LeastSquares.Fit(y, x, K), x, HeteroskedasticityCorrection.HC3).StandardErrors.Sum()),
    ("OLS 50,000 x 41, Newey-West errors, lag 12", () => LeastSquares.NeweyWest(LeastSquares.Fit(y, x, K), x, 12).StandardErrors.Sum()),
    ("OLS 800 x 6, classical errors", () => LeastSquares.Fit(y.AsSpan(0, 800), smallX, 5).Errors.StandardErrors.Sum()),
    ("ADF with AIC, 1,000 values", () => DickeyFuller.TestWithAic(walk).Statistic),
    ("Mann-Whitney, 5,000 + 5,000 values", () => RankTests.MannWhitney(a, b).PValue),
    ("Kendall tau-b, 5,000 pairs", () => Correlation.KendallTauB(a, b).Statistic),
    ("Kolmogorov-Smirnov, 5,000 + 5,000 values", () => DistributionComparison.KolmogorovSmirnov(a, b).PValue),
    ("1,000,000 normal numbers", () =>
    {
        new RandomStream(1, 2).FillNormal(normals);
        return normals.Length;
    }),
};

Dictionary<string, (double Milliseconds, double Value)> peer = MeasurePeer();
Console.WriteLine("| task | Trading.Sdk | peer | ratio | agreement |");
Console.WriteLine("|---|---|---|---|---|");
foreach ((string name, Func<double> run) in tasks)
{
    (double milliseconds, double value) = Measure(run);
    string line = $"| {name} | {Show(milliseconds)} | ";
    Console.WriteLine(peer.TryGetValue(name, out var other)
        ? $"{line}{Show(other.Milliseconds)} | {other.Milliseconds / milliseconds:0.0} | {Math.Abs(value - other.Value) / Math.Max(1e-300, Math.Abs(other.Value)):0e+0} |"
        : $"{line}not installed | | |");
}

return 0;

static string Show(double milliseconds) => milliseconds >= 1 ? $"{milliseconds:0.0} ms" : $"{milliseconds * 1000:0.0} µs";

(double Milliseconds, double Value) Measure(Func<double> run)
{
    // Warm up past tier 1 by time, so that short tasks are compiled fully too.
    double value = 0;
    long start = Stopwatch.GetTimestamp();
    while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 600)
    {
        value = run();
    }

    double[] times = new double[repeats];
    for (int r = 0; r < repeats; r++)
    {
        start = Stopwatch.GetTimestamp();
        value = run();
        times[r] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    Array.Sort(times);
    return (times[repeats / 2], value);
}

Dictionary<string, (double Milliseconds, double Value)> MeasurePeer()
{
    var results = new Dictionary<string, (double, double)>();
    DirectoryInfo folder = Directory.CreateTempSubdirectory("statistics-benchmark");
    try
    {
        foreach ((string name, double[] data) in new[] { ("x", x), ("y", y), ("walk", walk), ("a", a), ("b", b) })
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, name + ".f64"), MemoryMarshal.AsBytes<double>(data).ToArray());
        }

        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "peer.py"), folder.FullName, repeats.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            string[] fields = line.Split('\t');
            results[fields[0]] = (double.Parse(fields[1], CultureInfo.InvariantCulture), double.Parse(fields[2], CultureInfo.InvariantCulture));
        }

        process.WaitForExit();
    }
    catch (System.ComponentModel.Win32Exception)
    {
        Console.Error.WriteLine("python3 is not installed: no peer figures");
    }
    finally
    {
        folder.Delete(recursive: true);
    }

    return results;
}
