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
}
