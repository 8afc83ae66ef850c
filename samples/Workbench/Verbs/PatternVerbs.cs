using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench patterns …</c> and <c>workbench canslim</c>: libraries of windows, searches as of a time, scores and bases.</summary>
internal static class PatternVerbs
{
    public static Command Create() => new("patterns", "Libraries of price windows, searched by likeness as of a time.")
    {
        Build(),
        Search(),
    };

    public static Command CreateCanslim()
    {
        var bars = new Option<FileInfo[]>("--bars") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "CSV files of bars, or of closes a symbol (.gz)." };
        var symbol = new Option<string?>("--symbol") { Description = "Only this symbol, or the symbol of the file." };
        var market = new Option<FileInfo?>("--market") { Description = "CSV of the market index; without it the share itself is the market." };
        var step = new Option<int>("--step") { DefaultValueFactory = _ => 5, Description = "Bars from one pattern to the next." };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 20, Description = "Latest patterns of each symbol that are printed; 0 for all." };
        return Verb.Create("canslim", "Scores bars by the seven letters and finds bases.", [bars, symbol, market, step, limit], parsed =>
        {
            if (parsed.GetValue(step) < 1 || parsed.GetValue(limit) < 0)
            {
                throw new UsageException("--step is at least 1, --limit at least 0.");
            }

            var generator = new CanslimPatternGenerator(new CanslimOptions { StepBars = parsed.GetValue(step) });
            DailyBar[] index = parsed.GetValue(market) is { } file ? Single(PriceFile.Read(file), file) : [];
            var symbols = new JsonArray();
            long total = 0;
            foreach ((string name, DailyBar[] series) in parsed.GetValue(bars)!.SelectMany(f => Series(f, parsed.GetValue(symbol))))
            {
                IReadOnlyList<CanslimPattern> patterns = generator.Generate(name, series, index);
                total += patterns.Count;
                IEnumerable<CanslimPattern> shown = parsed.GetValue(limit) == 0 ? patterns : patterns.TakeLast(parsed.GetValue(limit));
                symbols.Add(new JsonObject
                {
                    ["symbol"] = name,
                    ["bars"] = series.Length,
                    ["patterns"] = patterns.Count,
                    ["latest"] = series.Length == 0 ? null : Scores(generator.Score(name, series, index)),
                    ["shown"] = new JsonArray([.. shown.Select(p => (JsonNode?)Describe(p))]),
                });
            }

            return new JsonObject { ["symbols"] = symbols, ["patterns"] = total };
        });
    }

    private static DailyBar[] Single(IReadOnlyList<(string Symbol, DailyBar[] Bars)> series, FileInfo file) => series.Count == 1
        ? series[0].Bars
        : throw new UsageException($"{file.Name} has {series.Count} symbols; the market is a file of one.");

    private static IReadOnlyList<(string Symbol, DailyBar[] Bars)> Series(FileInfo file, string? symbol)
    {
        IReadOnlyList<(string Symbol, DailyBar[] Bars)> series = PriceFile.Read(file, symbol);
        return series.Count > 0 ? series : throw new UsageException($"{file.Name} has no symbol '{symbol}'.");
    }

    private static JsonObject Scores(CanslimScores scores) => new()
    {
        ["c"] = scores.C,
        ["a"] = scores.A,
        ["n"] = scores.N,
        ["s"] = scores.S,
        ["l"] = scores.L,
        ["i"] = scores.I,
        ["m"] = scores.M,
        ["total"] = scores.Total,
    };

    private static JsonObject Describe(CanslimPattern pattern) => new()
    {
        ["start"] = pattern.Pattern.StartNanos,
        ["end"] = pattern.Pattern.EndNanos,
        ["labelEnd"] = pattern.Pattern.LabelEndNanos == long.MaxValue ? null : pattern.Pattern.LabelEndNanos,
        ["scores"] = Scores(pattern.Scores),
        ["bases"] = new JsonArray([.. pattern.Bases.Select(b => (JsonNode?)new JsonObject
        {
            ["kind"] = b.Kind.ToString(),
            ["startBar"] = b.StartBar,
            ["lowBar"] = b.LowBar,
            ["pivot"] = b.Pivot.ToString("R", CultureInfo.InvariantCulture),
            ["depth"] = b.Depth,
            ["quality"] = b.Quality,
        })]),
        ["forwardReturns"] = Numbers(pattern.Pattern.ForwardReturns),
    };

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(v => double.IsNaN(v) ? null : (JsonNode?)v)]);

    private static Command Build()
    {
        var bars = new Option<FileInfo[]>("--bars") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "CSV files of bars, or of closes a symbol (.gz)." };
        var symbol = new Option<string?>("--symbol") { Description = "Only this symbol, or the symbol of the file." };
        var window = new Option<int>("--window") { DefaultValueFactory = _ => 64, Description = "Bars a window." };
        var step = new Option<int>("--step") { DefaultValueFactory = _ => 1, Description = "Bars from one window to the next." };
        var dimensions = new Option<int>("--dimensions") { DefaultValueFactory = _ => 32, Description = "Components of a vector." };
        var horizons = new Option<int[]>("--horizons") { DefaultValueFactory = _ => [1, 5, 20], AllowMultipleArgumentsPerToken = true, Description = "Bars ahead whose returns are kept." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "Library file (.json)." };
        return Verb.Create("build", "Makes a library of windows with what followed them.", [bars, symbol, window, step, dimensions, horizons, output], parsed =>
        {
            if (parsed.GetValue(window) is < 4 or > 100_000 || parsed.GetValue(step) < 1 || parsed.GetValue(dimensions) < 2 || parsed.GetValue(dimensions) > parsed.GetValue(window))
            {
                throw new UsageException("--window is 4 … 100,000, --step at least 1, --dimensions 2 … --window.");
            }

            int[] ahead = parsed.GetValue(horizons)!.Distinct().Order().ToArray();
            if (ahead.Length == 0 || ahead[0] < 1)
            {
                throw new UsageException("--horizons are at least 1.");
            }

            var shaper = new PatternShaper(new PatternShapeOptions { WindowBars = parsed.GetValue(window), ShapeDimensions = parsed.GetValue(dimensions) });
            using var library = new PatternLibrary(new PatternLibraryOptions { Dimension = shaper.Dimension, HorizonBars = ahead, WindowBars = shaper.Options.WindowBars });
            int symbols = 0;
            foreach (FileInfo file in parsed.GetValue(bars)!)
            {
                foreach ((string name, DailyBar[] series) in Series(file, parsed.GetValue(symbol)))
                {
                    symbols++;
                    AddWindows(library, shaper, name, series, parsed.GetValue(step));
                }
            }

            PatternLibraryFile.Save(library, parsed.GetValue(output)!.FullName);
            return new JsonObject { ["symbols"] = symbols, ["patterns"] = library.Count, ["dimension"] = shaper.Dimension, ["horizons"] = new JsonArray([.. ahead.Select(h => (JsonNode?)h)]) };
        });
    }

    private static void AddWindows(PatternLibrary library, PatternShaper shaper, string symbol, DailyBar[] series, int step)
    {
        double[] closes = Array.ConvertAll(series, b => b.Close);
        int window = shaper.Options.WindowBars;
        float[] vector = new float[shaper.Dimension];
        int furthest = library.Options.HorizonBars[^1];

        // A window whose last horizon is not over is not yet a pattern: a library of bars cut at a time is then the same as
        // one of all bars searched as of that time.
        for (int end = window - 1; end + furthest < series.Length; end += step)
        {
            PatternShape shape = shaper.Describe(closes.AsSpan(end + 1 - window, window), vector);
            int last = end;
            double[] forward = library.Options.HorizonBars.Select(h => Math.Log(closes[last + h] / closes[last])).ToArray();
            library.Add(
                new Pattern
                {
                    Symbol = symbol,
                    StartNanos = series[end + 1 - window].TimeNanos,
                    EndNanos = series[end].TimeNanos,
                    LabelEndNanos = series[end + furthest].TimeNanos,
                    ForwardReturns = forward,
                    Shape = shape,
                },
                vector);
        }
    }

    private static Command Search()
    {
        var library = new Option<FileInfo>("--library") { Required = true, Description = "Library file." };
        var bars = new Option<FileInfo>("--bars") { Required = true, Description = "CSV of bars; the last window up to --as-of is the question." };
        var symbol = new Option<string?>("--symbol") { Description = "Symbol of the question." };
        var window = new Option<int?>("--window") { Description = "Bars a window; the library's own when not given." };
        var asOf = new Option<long?>("--as-of") { Description = "Time of the question, nanoseconds since 1970; the last bar when not given." };
        var k = new Option<int>("--k") { DefaultValueFactory = _ => 20, Description = "Matches." };
        var horizon = new Option<int?>("--horizon") { Description = "Bars ahead that are judged; the library's last when not given." };
        var warp = new Option<int?>("--warp") { Description = "Compares the nearest 200 again by dynamic time warping with this band, in components." };
        var calibrate = new Option<bool>("--calibrate") { Description = "Corrects the probability by what the library's earlier ones were worth, nothing later known." };
        return Verb.Create("search", "Finds what is most like a window, among what was known at the time.", [library, bars, symbol, window, asOf, k, horizon, warp, calibrate], parsed =>
        {
            if (parsed.GetValue(k) is < 1 or > 100_000 || parsed.GetValue(warp) is < 0 or > 65_536)
            {
                throw new UsageException("--k is 1 … 100,000, --warp 0 … 65,536.");
            }

            using PatternLibrary patterns = PatternLibraryFile.Load(parsed.GetValue(library)!.FullName);
            var found = PriceFile.Read(parsed.GetValue(bars)!, parsed.GetValue(symbol));
            if (found.Count != 1)
            {
                throw new UsageException(found.Count == 0 ? "The file has no such symbol." : "The file has several symbols: --symbol chooses one.");
            }

            (string name, DailyBar[] series) = found[0];
            long time = parsed.GetValue(asOf) ?? (series.Length == 0 ? 0 : series[^1].TimeNanos);
            DailyBar[] known = series.Where(b => b.TimeNanos <= time).ToArray();
            int built = patterns.Options.WindowBars, barCount = parsed.GetValue(window) ?? (built > 0 ? built : 64);
            if (built > 0 && barCount != built)
            {
                throw new UsageException($"The library was built with windows of {built} bars, not {barCount}.");
            }

            if (barCount < patterns.Options.Dimension || known.Length < barCount)
            {
                throw new UsageException($"A window of {barCount} bars is less than the library's {patterns.Options.Dimension} components, or only {known.Length} bars are known at that time.");
            }

            int judged = parsed.GetValue(horizon) ?? patterns.Options.HorizonBars[^1];
            if (!patterns.Options.HorizonBars.Contains(judged))
            {
                throw new UsageException($"The library keeps returns over {string.Join(", ", patterns.Options.HorizonBars)} bars.");
            }

            var shaper = new PatternShaper(new PatternShapeOptions { WindowBars = barCount, ShapeDimensions = patterns.Options.Dimension });
            float[] vector = new float[shaper.Dimension];
            PatternShape shape = shaper.Describe(Array.ConvertAll(known[^barCount..], b => b.Close), vector);
            IReadOnlyList<PatternMatch> matches = patterns.Search(vector, new PatternQuery { AsOfNanos = time, Count = parsed.GetValue(k), Symbol = name, StartNanos = known[^barCount].TimeNanos, EndNanos = known[^1].TimeNanos, Warping = parsed.GetValue(warp) is { } band ? new WarpingOptions { Band = band } : null });
            PatternCalibration? calibration = parsed.GetValue(calibrate) ? patterns.Calibrate(judged, time) : null;
            MatchStatistics statistics = patterns.Judge(matches, judged, time, new MatchStatisticsOptions { Calibration = calibration });
            return new JsonObject
            {
                ["symbol"] = name,
                ["asOf"] = time,
                ["flat"] = shape.IsFlat,
                ["matches"] = new JsonArray([.. matches.Select(m => (JsonNode?)new JsonObject
                {
                    ["id"] = m.Id,
                    ["distance"] = m.Distance,
                    ["symbol"] = m.Pattern.Symbol,
                    ["start"] = m.Pattern.StartNanos,
                    ["end"] = m.Pattern.EndNanos,
                    ["labelEnd"] = m.Pattern.LabelEndNanos,
                    ["forwardReturns"] = Numbers(m.Pattern.ForwardReturns),
                })]),
                ["horizon"] = judged,
                ["statistics"] = Statistics(statistics),
                ["calibration"] = calibration is null ? null : new JsonObject
                {
                    ["samples"] = calibration.Samples,
                    ["assessed"] = calibration.Assessed,
                    ["brierBefore"] = calibration.Before.Brier,
                    ["brierAfter"] = calibration.After.Brier,
                    ["calibrationErrorBefore"] = calibration.Before.ExpectedCalibrationError,
                    ["calibrationErrorAfter"] = calibration.After.ExpectedCalibrationError,
                },
            };
        });
    }

    private static JsonObject Statistics(MatchStatistics s)
    {
        static JsonNode? Number(double value) => double.IsNaN(value) ? null : value;
        return new JsonObject
        {
            ["count"] = s.Count,
            ["effectiveCount"] = s.EffectiveCount,
            ["mean"] = Number(s.Mean),
            ["meanLower"] = Number(s.MeanLower),
            ["meanUpper"] = Number(s.MeanUpper),
            ["deviation"] = Number(s.Deviation),
            ["q05"] = Number(s.Quantile05),
            ["q25"] = Number(s.Quantile25),
            ["median"] = Number(s.Median),
            ["q75"] = Number(s.Quantile75),
            ["q95"] = Number(s.Quantile95),
            ["hitRate"] = Number(s.HitRate),
            ["baseRate"] = s.BaseRate,
            ["riseProbability"] = s.RiseProbability,
            ["signal"] = s.Signal,
        };
    }
}
