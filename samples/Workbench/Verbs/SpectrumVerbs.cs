using System.CommandLine;
using System.Diagnostics;
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
        Recover(),
        Anomalies(),
        Bench(),
    };

    private static Option<FileInfo> Input() => new("--input", "--in") { Required = true, Description = "CSV file with a header line." };

    private static Option<string?> Column() => new("--column") { Description = "Name of the column; may be left out when there is one." };

    private static Option<FileInfo?> Output() => new("--output", "--out") { Description = "CSV file to write." };

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

            double[] x = Rows(parsed.GetValue(input)!, parsed.GetValue(column), 16);
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
            double[] x = Rows(parsed.GetValue(input)!, parsed.GetValue(column), 2), y = new double[x.Length];
            CheckLevels(parsed.GetValue(levels));
            CheckDefined(parsed.GetValue(rule), "--rule");
            CheckDefined(parsed.GetValue(shrinkage), "--shrinkage");
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
            double[] x = Rows(parsed.GetValue(input)!, parsed.GetValue(column), 1);
            CheckLevels(parsed.GetValue(levels));
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

    private static Command Recover()
    {
        Option<FileInfo> input = Input();
        Option<FileInfo?> output = Output();
        var time = new Option<string>("--time") { DefaultValueFactory = _ => "t", Description = "Column of sample places, whole numbers from 0." };
        var value = new Option<string>("--value") { DefaultValueFactory = _ => "y", Description = "Column of values." };
        var length = new Option<int>("--length") { Required = true, Description = "Length of the whole signal." };
        return Verb.Create("recover", "Recovers a signal that is sparse in cosines from some of its samples (basis pursuit).", [input, output, time, value, length], parsed =>
        {
            int n = parsed.GetValue(length);
            if (n is < 2 or > 4096)
            {
                throw new UsageException("--length must lie in 2…4096.");
            }

            FileInfo file = parsed.GetValue(input)!;
            int[] places = [.. CsvColumn.Read(file, parsed.GetValue(time)).Select(v => v == Math.Floor(v) && v >= 0 && v < n ? (int)v : throw new FormatException($"{file.Name}: place {v} is not a whole number in 0…{n - 1}."))];
            if (places.GroupBy(t => t).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw new FormatException($"{file.Name}: place {twice.Key} is given {twice.Count()} times.");
            }

            double[] y = CsvColumn.Read(file, parsed.GetValue(value)), x = new double[n];
            SparseDictionary cosines = SparseDictionary.Cosine(n);
            double[] coefficients = BasisPursuit.Solve(cosines.AtSamples(places), y);
            cosines.Synthesize(coefficients, x);
            if (parsed.GetValue(output) is { } target)
            {
                CsvColumn.Write(target, ["x"], [x]);
            }

            return new JsonObject
            {
                ["n"] = n,
                ["samples"] = places.Length,
                ["support"] = new JsonArray([.. Enumerable.Range(0, n).Where(k => Math.Abs(coefficients[k]) > 1e-9).Select(k => (JsonNode?)k)]),
                ["coefficients"] = GoldenCase.FromVector(coefficients),
                ["signal"] = GoldenCase.FromVector(x),
            };
        });
    }

    private static Command Anomalies()
    {
        Option<FileInfo> input = Input();
        Option<string?> column = Column();
        var window = new Option<int>("--window") { DefaultValueFactory = _ => 64, Description = "Samples per window." };
        var train = new Option<int>("--train") { Required = true, Description = "Samples from the start that hold no anomalies: half to learn atoms, half to calibrate." };
        var sparsity = new Option<int>("--sparsity") { DefaultValueFactory = _ => 4, Description = "Atoms per window." };
        var level = new Option<double>("--alpha") { DefaultValueFactory = _ => 0.01, Description = "p-values at or below this are reported." };
        return Verb.Create("anomalies", "Windows that learned atoms cannot represent, with p-values calibrated on clean windows.", [input, column, window, train, sparsity, level], parsed =>
        {
            double[] x = Rows(parsed.GetValue(input)!, parsed.GetValue(column), 16);
            int m = parsed.GetValue(window), clean = parsed.GetValue(train), k = parsed.GetValue(sparsity);
            if (m < 4 || clean < 4 * m || clean > x.Length || k < 1 || k > m / 2)
            {
                throw new UsageException($"--window must be at least 4, --train lie in {4 * m}…{x.Length}, --sparsity in 1…{m / 2}.");
            }

            double alpha = parsed.GetValue(level);
            if (!(alpha > 0 && alpha < 1))
            {
                throw new UsageException("--alpha must lie inside (0, 1).");
            }

            int calibration = clean - (clean / 2) - m + 1;
            if (alpha < 1.0 / (1 + calibration))
            {
                throw new UsageException($"--alpha {alpha} is below 1/{1 + calibration}, the smallest p-value that {calibration} calibration windows give; train on more samples.");
            }

            double[] Windows(int from, int to) => [.. Enumerable.Range(from, to - from - m + 1).SelectMany(i =>
            {
                double[] w = x[i..(i + m)];
                Detrend.Apply(w, Detrending.Constant, w);
                return w;
            })];
            double[] learning = Windows(0, clean / 2);
            SparseDictionary atoms = Ksvd.Learn(learning, m, new KsvdOptions { Atoms = Math.Min(2 * m, learning.Length / m), Sparsity = k, Iterations = 10 });
            var detector = new ReconstructionAnomalyDetector(atoms, k, Windows(clean / 2, clean));
            MatrixProfile profile = MatrixProfile.Compute(x, m);
            var found = new JsonArray();
            var p = new double[x.Length - m + 1];
            for (int i = 0; i < p.Length; i++)
            {
                double score = detector.Score(x.AsSpan(i, m));
                p[i] = detector.PValue(score);
                if (i >= clean && p[i] <= alpha)
                {
                    found.Add((JsonNode)new JsonObject { ["index"] = i, ["score"] = score, ["pValue"] = p[i], ["profile"] = GoldenCase.FromDouble(profile.Distances[i]) });
                }
            }

            return new JsonObject { ["anomalies"] = found, ["discord"] = profile.Discord, ["windows"] = p.Length, ["calibration"] = detector.CalibrationCount };
        });
    }

    private static Command Bench() => Verb.Create("bench", "Microseconds per call of each main operation.", [], parsed =>
    {
        int[] sizes = [64, 256, 1000, 1024, 4095, 4096, 4099, 16384, 65536, 262144, 1 << 20];

        // The runtime swaps in optimised code while the program runs: everything runs for three seconds before anything is measured.
        (string Name, Action Run)[] all = [.. sizes.Where(n => n <= 4099).SelectMany(SpectrumBenchmark.OfLength), .. SpectrumBenchmark.Operations()];
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < 3)
        {
            foreach ((_, Action run) in all)
            {
                for (int i = 0; i < 8; i++)
                {
                    run();
                }
            }
        }

        var result = new JsonObject();
        foreach (int n in sizes)
        {
            result[n.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Times(SpectrumBenchmark.OfLength(n));
        }

        return new JsonObject { ["microsecondsPerCall"] = result, ["operations"] = Times(SpectrumBenchmark.Operations()) };
    });

    private static JsonObject Times(IEnumerable<(string Name, Action Run)> cases)
    {
        var times = new JsonObject();
        foreach ((string name, Action run) in cases)
        {
            times[name] = Microseconds(run);
        }

        return times;
    }

    private static double Microseconds(Action run)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < 40 || (i < 2000 && Stopwatch.GetElapsedTime(begin).TotalMilliseconds < 60); i++)
        {
            run();
            if (Stopwatch.GetElapsedTime(begin).TotalMilliseconds > 400)
            {
                break;
            }
        }

        long start = Stopwatch.GetTimestamp();
        run();
        int inner = Math.Max(1, (int)(200 / Math.Max(Stopwatch.GetElapsedTime(start).TotalMicroseconds, 0.01)));
        var times = new List<double>();
        begin = Stopwatch.GetTimestamp();
        while (times.Count < 5 || (times.Count < 201 && Stopwatch.GetElapsedTime(begin).TotalMilliseconds < 60))
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < inner; i++)
            {
                run();
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / inner);
        }

        times.Sort();
        return Math.Round(times[times.Count / 2], 4);
    }

    private static double[] Rows(FileInfo file, string? column, int least)
    {
        double[] x = CsvColumn.Read(file, column);
        return x.Length >= least ? x : throw new FormatException($"{file.Name} has {x.Length} rows; at least {least} are needed.");
    }

    private static void CheckLevels(int? levels)
    {
        if (levels is < 1 or > 30)
        {
            throw new UsageException($"--levels must lie in 1…30, not {levels}.");
        }
    }

    private static void CheckDefined<T>(T value, string option)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new UsageException($"{option} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
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
