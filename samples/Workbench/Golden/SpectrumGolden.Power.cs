using System.Numerics;
using System.Text.Json.Nodes;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

internal static partial class SpectrumGolden
{
    private static void AddPower(Dictionary<string, GoldenOperation> operations)
    {
        operations["periodogram"] = c =>
        {
            double[] x = Signal(c, "x");
            PowerSpectrum p = Periodogram.Compute(x, c.Number("fs", 1), WindowOf(WindowName(c, "boxcar"), []), DetrendingOf(c), ScalingOf(c));
            return new JsonObject { ["f"] = GoldenCase.FromVector(p.Frequencies), ["P"] = GoldenCase.FromVector(p.Power) };
        };
        operations["welch"] = c =>
        {
            PowerSpectrum p = Estimator(c).Estimate(Signal(c, "x"));
            return new JsonObject { ["f"] = GoldenCase.FromVector(p.Frequencies), ["P"] = GoldenCase.FromVector(p.Power) };
        };
        operations["csd"] = c =>
        {
            WelchEstimator plan = Estimator(c);
            var cross = new Complex[plan.SpectrumLength];
            plan.Cross(Signal(c, "x"), Signal(c, "y"), cross);
            return new JsonObject { ["f"] = GoldenCase.FromVector(plan.Frequencies), ["P"] = Of(cross) };
        };
        operations["coherence"] = c =>
        {
            WelchEstimator plan = Estimator(c);
            var coherence = new double[plan.SpectrumLength];
            plan.Coherence(Signal(c, "x"), Signal(c, "y"), coherence);
            return new JsonObject { ["f"] = GoldenCase.FromVector(plan.Frequencies), ["C"] = GoldenCase.FromVector(coherence) };
        };
        operations["spectrogram"] = Spectrogram;
        operations["stft"] = c =>
        {
            double[] x = Signal(c, "x");
            ShortTimeFourier plan = ShortTime(c, Detrending.None, PaddingOf(c), c.Flag("padded", true));
            Complex[][] rows = Frames(plan, x);
            return new JsonObject
            {
                ["f"] = GoldenCase.FromVector(plan.Frequencies),
                ["t"] = GoldenCase.FromVector(plan.Times(x.Length)),
                ["Z"] = OfRows(Transposed(rows)),
            };
        };
        operations["istft"] = c =>
        {
            JsonNode node = c.Find("Z")!;
            double[][] re = [.. node["re"]!.AsArray().Select(r => GoldenCase.ToVector(r!))], im = [.. node["im"]!.AsArray().Select(r => GoldenCase.ToVector(r!))];
            var frames = new Complex[re.Length * re[0].Length];
            for (int k = 0; k < re.Length; k++)
            {
                for (int i = 0; i < re[0].Length; i++)
                {
                    frames[(i * re.Length) + k] = new Complex(re[k][i], im[k][i]);
                }
            }

            return new JsonObject { ["x"] = GoldenCase.FromVector(ShortTime(c, Detrending.None, PaddingOf(c), true).Inverse(frames)) };
        };
        operations["multitaper"] = c =>
        {
            double[] x = Signal(c, "x");
            MultitaperSpectrum s = new MultitaperEstimator(x.Length, c.Number("NW"), c.Integer("K"), c.Number("fs", 1)).Estimate(x);

            // The reference states two-sided densities on the frequencies that are not negative.
            double[] TwoSided(double[] oneSided) => [.. oneSided.Select((v, k) => k == 0 || 2 * k == x.Length ? v : 0.5 * v)];
            return new JsonObject
            {
                ["eigenspectra"] = GoldenCase.FromMatrix(s.Eigenspectra.Select(TwoSided)),
                ["mean_psd"] = GoldenCase.FromVector(TwoSided(s.Mean)),
                ["adaptive_psd"] = GoldenCase.FromVector(TwoSided(s.Adaptive)),
                ["F"] = GoldenCase.FromVector(s.FStatistic),
                ["F_p"] = GoldenCase.FromVector(s.FPValue),
            };
        };
        operations["ar1_null"] = c =>
        {
            double[] x = Signal(c, "x");
            RedNoise noise = RedNoise.Fit(x);
            // The reference draws the null at the uncorrected autocorrelation.
            RedNoise raw = noise with { Rho = noise.RawRho };
            double[] f = [.. Enumerable.Range(0, (x.Length / 2) + 1).Select(k => (double)k / x.Length)];
            return new JsonObject
            {
                ["r1"] = noise.RawRho,
                ["r1_corrected"] = noise.Rho,
                ["var"] = noise.Variance,
                ["null"] = GoldenCase.FromVector([.. f.Select(raw.PowerAt)]),
                ["p95_dof2"] = GoldenCase.FromVector([.. f.Select(v => raw.Quantile(v, 0.95))]),
                ["p99_dof2"] = GoldenCase.FromVector([.. f.Select(v => raw.Quantile(v, 0.99))]),
            };
        };
        operations["chi2_ppf"] = c => new JsonObject { ["x"] = GoldenCase.FromDouble(SignificanceTests.ChiSquareQuantile(c.Number("p"), c.Number("dof"))) };
        operations["fisher_g_p"] = c => new JsonObject { ["p"] = SignificanceTests.FisherG(c.Number("g"), c.Integer("m")) };
    }

    private static WelchEstimator Estimator(GoldenCase c) => new(new PowerSpectrumOptions
    {
        SamplingRate = c.Number("fs", 1),
        SegmentLength = c.Integer("nperseg"),
        Overlap = c.Has("noverlap") ? c.Integer("noverlap") : null,
        TransformLength = c.Has("nfft") ? c.Integer("nfft") : null,
        Window = WindowOf(WindowName(c, "hann"), []),
        Detrending = DetrendingOf(c),
        Scaling = ScalingOf(c),
        Averaging = c.Text("average", "mean") == "median" ? SegmentAveraging.Median : SegmentAveraging.Mean,
    });

    /// <summary>The window's name; a word after it ("hann periodic") tells the form, which estimation fixes anyway.</summary>
    private static string WindowName(GoldenCase c, string orElse) => c.Text("window", orElse).Split(' ')[0];

    private static Detrending DetrendingOf(GoldenCase c) => (c.Find("detrend") is JsonValue value ? value.ToString() : "constant") switch
    {
        "constant" => Detrending.Constant,
        "linear" => Detrending.Linear,
        "False" or "false" => Detrending.None,
        string other => throw new FormatException($"unknown detrend '{other}'"),
    };

    private static SpectrumScaling ScalingOf(GoldenCase c) => c.Text("scaling", "density") == "spectrum" ? SpectrumScaling.Spectrum : SpectrumScaling.Density;

    private static JsonObject Spectrogram(GoldenCase c)
    {
        double[] x = Signal(c, "x");
        string mode = c.Text("mode", "psd");
        ShortTimeFourier plan = ShortTime(c, DetrendingOf(c), EdgePadding.None, false);
        var result = new JsonObject { ["f"] = GoldenCase.FromVector(plan.Frequencies), ["t"] = GoldenCase.FromVector(plan.Times(x.Length)) };
        if (mode == "psd")
        {
            double[] power = plan.Power(x);
            int columns = plan.Frequencies.Length;
            result["S"] = GoldenCase.FromMatrix(Enumerable.Range(0, columns).Select(k => Enumerable.Range(0, power.Length / columns).Select(i => power[(i * columns) + k]).ToArray()));
            return result;
        }

        // Complex modes of the reference carry the density's scale as well.
        Complex[][] rows = Transposed(Frames(plan, x));
        result["S"] = mode switch
        {
            "complex" => OfRows(rows),
            "magnitude" => GoldenCase.FromMatrix(rows.Select(r => r.Select(v => v.Magnitude).ToArray())),
            "angle" => GoldenCase.FromMatrix(rows.Select(r => r.Select(v => Math.Atan2(v.Imaginary == 0 ? 0.0 : v.Imaginary, v.Real)).ToArray())),
            "phase" => GoldenCase.FromMatrix(rows.Select(r => r.Select(v => Math.Atan2(v.Imaginary == 0 ? 0.0 : v.Imaginary, v.Real)).ToArray())),
            string other => throw new FormatException($"unknown mode '{other}'"),
        };
        return result;
    }

    private static ShortTimeFourier ShortTime(GoldenCase c, Detrending detrending, EdgePadding padding, bool fill) => new(new ShortTimeFourierOptions
    {
        SamplingRate = c.Number("fs", 1),
        SegmentLength = c.Integer("nperseg"),
        Overlap = c.Has("noverlap") ? c.Integer("noverlap") : null,
        TransformLength = c.Has("nfft") ? c.Integer("nfft") : null,
        Window = WindowOf(WindowName(c, "hann"), []),
        Padding = padding,
        FillLastSegment = fill,
        Detrending = detrending,
        Scaling = c.Op == "spectrogram" ? c.Text("scaling", "density") == "density" ? SpectrumScaling.Density : SpectrumScaling.Spectrum : c.Text("scaling", "spectrum") == "spectrum" ? SpectrumScaling.Spectrum : SpectrumScaling.Density,
    });

    private static EdgePadding PaddingOf(GoldenCase c) => (c.Find("boundary") is JsonValue value ? value.ToString() : "None") switch
    {
        "None" or "none" or "False" or "false" => EdgePadding.None,
        "True" or "true" or "zeros" => EdgePadding.Zeros,
        "even" => EdgePadding.Even,
        "odd" => EdgePadding.Odd,
        "constant" => EdgePadding.Constant,
        string other => throw new FormatException($"unknown boundary '{other}'"),
    };

    private static Complex[][] Frames(ShortTimeFourier plan, double[] x)
    {
        int columns = plan.Frequencies.Length;
        var frames = new Complex[plan.FrameCount(x.Length) * columns];
        plan.Forward(x, frames);
        return [.. frames.Chunk(columns)];
    }

    private static Complex[][] Transposed(Complex[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(k => rows.Select(r => r[k]).ToArray())];
}
