using System.CommandLine;
using System.Text.Json.Nodes;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench spectrum …</c>: cycles, denoising, decomposition on columns of CSV files.</summary>
internal static class SpectrumVerbs
{
    public static Command Create() => new("spectrum", "Cycles, wavelets and sparse codes of CSV columns.")
    {
        Cycles(),
        Denoise(),
        Decompose(),
    };

    private static Option<FileInfo> Input() => new("--in") { Required = true, Description = "CSV file with a header line." };

    private static Option<string?> Column() => new("--column") { Description = "Name of the column; may be left out when there is one." };

    private static Option<FileInfo?> Output() => new("--out") { Description = "CSV file to write." };

    private static Command Cycles()
    {
        Option<FileInfo> input = Input();
        Option<string?> column = Column();
        var rate = new Option<double>("--rate") { DefaultValueFactory = _ => 1, Description = "Samples per unit of time; periods are in that unit." };
        var alpha = new Option<double>("--alpha") { DefaultValueFactory = _ => 0.05, Description = "Chance of reporting any cycle in pure red noise." };
        return Verb.Create("cycles", "Dominant cycles with p-values under an AR(1) null.", [input, column, rate, alpha], parsed =>
        {
            double samplingRate = parsed.GetValue(rate), level = parsed.GetValue(alpha);
            if (!(level > 0 && level < 1))
            {
                throw new UsageException("--alpha must lie inside (0, 1).");
            }

            if (!(samplingRate > 0) || !double.IsFinite(samplingRate))
            {
                throw new UsageException("--rate must be a finite number above 0.");
            }

            double[] x = CsvColumn.Read(parsed.GetValue(input)!, parsed.GetValue(column));
            CycleReport report = new CycleDetector(x.Length, new CycleOptions { SamplingRate = samplingRate, Alpha = level }).Detect(x);
            return new JsonObject
            {
                ["cycles"] = new JsonArray([.. report.Cycles.Select(c => (JsonNode?)new JsonObject
                {
                    ["period"] = c.Period,
                    ["low"] = c.PeriodLow,
                    ["high"] = GoldenCase.FromDouble(c.PeriodHigh),
                    ["power"] = c.Power,
                    ["pValue"] = c.PValue,
                })]),
                ["rho"] = report.Noise.Rho,
                ["n"] = x.Length,
            };
        });
    }

    private static Command Denoise()
    {
        Option<FileInfo> input = Input();
        Option<string?> column = Column();
        Option<FileInfo?> output = Output();
        var wavelet = new Option<string>("--wavelet") { DefaultValueFactory = _ => "db4", Description = "Wavelet." };
        var levels = new Option<int?>("--levels") { Description = "Levels; default up to 5." };
        var rule = new Option<ThresholdRule>("--rule") { DefaultValueFactory = _ => ThresholdRule.Universal, Description = "Universal, Sure, Bayes, Minimax or FalseDiscoveryRate." };
        var shrinkage = new Option<Shrinkage>("--shrinkage") { DefaultValueFactory = _ => Shrinkage.Soft, Description = "Soft, Hard or Garrote." };
        return Verb.Create("denoise", "Denoises a column by wavelet shrinkage.", [input, column, output, wavelet, levels, rule, shrinkage], parsed =>
        {
            double[] x = CsvColumn.Read(parsed.GetValue(input)!, parsed.GetValue(column)), y = new double[x.Length];
            var plan = new WaveletDenoiser(x.Length, new DenoisingOptions
            {
                Wavelet = WaveletNamed(parsed.GetValue(wavelet)!),
                Levels = parsed.GetValue(levels),
                Rule = parsed.GetValue(rule),
                Shrinkage = parsed.GetValue(shrinkage),
            });
            plan.Denoise(x, y);
            if (parsed.GetValue(output) is { } file)
            {
                CsvColumn.Write(file, ["denoised"], [y]);
            }

            return new JsonObject
            {
                ["n"] = x.Length,
                ["levels"] = plan.Levels,
                ["sigma"] = plan.NoiseDeviation(x),
                ["thresholds"] = GoldenCase.FromVector(plan.Thresholds(x)),
                ["removedRms"] = Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Average()),
                ["denoised"] = GoldenCase.FromVector(y),
            };
        });
    }

    private static Command Decompose()
    {
        Option<FileInfo> input = Input();
        Option<string?> column = Column();
        Option<FileInfo?> output = Output();
        var wavelet = new Option<string>("--wavelet") { DefaultValueFactory = _ => "db4", Description = "Wavelet." };
        var levels = new Option<int?>("--levels") { Description = "Levels; default the wavelet's maximum." };
        return Verb.Create("decompose", "Splits a column into the parts of its wavelet levels, which add up to it.", [input, column, output, wavelet, levels], parsed =>
        {
            double[] x = CsvColumn.Read(parsed.GetValue(input)!, parsed.GetValue(column));
            var plan = new WaveletTransform(WaveletNamed(parsed.GetValue(wavelet)!), x.Length, parsed.GetValue(levels));
            var coefficients = new double[plan.CoefficientLength];
            plan.Forward(x, coefficients);
            string[] names = [$"A{plan.Levels}", .. Enumerable.Range(0, plan.Levels).Select(i => $"D{plan.Levels - i}")];
            double[][] parts = [.. Enumerable.Range(0, plan.Levels + 1).Select(i =>
            {
                var part = new double[x.Length];
                plan.Component(coefficients, i == 0 ? 0 : plan.Levels + 1 - i, part);
                return part;
            })];
            if (parsed.GetValue(output) is { } file)
            {
                CsvColumn.Write(file, names, parts);
            }

            return new JsonObject
            {
                ["n"] = x.Length,
                ["levels"] = plan.Levels,
                ["components"] = new JsonArray([.. names.Select((name, i) => (JsonNode?)new JsonObject
                {
                    ["name"] = name,
                    ["variance"] = Variance(parts[i]),
                    ["values"] = GoldenCase.FromVector(parts[i]),
                })]),
            };
        });
    }

    private static double Variance(double[] x)
    {
        double mean = x.Average();
        return x.Average(v => (v - mean) * (v - mean));
    }

    private static Wavelet WaveletNamed(string name) => Wavelet.Names.Contains(name, StringComparer.Ordinal)
        ? Wavelet.Named(name)
        : throw new UsageException($"Unknown wavelet '{name}'; known: {string.Join(", ", Wavelet.Names)}.");
}
