using System.Numerics;
using System.Text.Json.Nodes;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

internal static partial class SpectrumGolden
{
    private static void AddWavelets(Dictionary<string, GoldenOperation> operations)
    {
        operations["filter_bank"] = c =>
        {
            Wavelet w = Wavelet.NamedAsPublished(c.Text("wavelet"));
            return new JsonObject
            {
                ["dec_lo"] = GoldenCase.FromVector(w.DecompositionLowPass.Span),
                ["dec_hi"] = GoldenCase.FromVector(w.DecompositionHighPass.Span),
                ["rec_lo"] = GoldenCase.FromVector(w.ReconstructionLowPass.Span),
                ["rec_hi"] = GoldenCase.FromVector(w.ReconstructionHighPass.Span),
            };
        };
        operations["dwt_max_level"] = c => new JsonObject { ["level"] = Wavelet.NamedAsPublished(c.Text("wavelet")).MaximumLevel(c.Integer("n")) };
        operations["wavedec"] = c =>
        {
            double[] x = Signal(c, "x");
            WaveletTransform plan = Transform(c, x.Length);
            var coefficients = new double[plan.CoefficientLength];
            plan.Forward(x, coefficients);
            return new JsonObject { ["coeffs"] = GoldenCase.FromMatrix(Sets(plan, coefficients)) };
        };
        operations["waverec"] = c =>
        {
            double[][] sets = c.Matrix("coeffs");
            int length = c.Integer("n", (2 * sets[^1].Length) - (c.Text("mode", "symmetric") == "periodization" ? 0 : Wavelet.NamedAsPublished(c.Text("wavelet")).FilterLength - 2));
            WaveletTransform plan = new(Wavelet.NamedAsPublished(c.Text("wavelet")), length, sets.Length - 1, ExtensionOf(c));
            var y = new double[plan.ReconstructedLength];
            plan.InverseFull([.. sets.SelectMany(s => s)], y);
            return new JsonObject { ["y"] = GoldenCase.FromVector(y) };
        };
        operations["waverec_after_soft_0.8"] = c =>
        {
            double[] x = Signal(c, "x");
            WaveletTransform plan = Transform(c, x.Length);
            var coefficients = new double[plan.CoefficientLength];
            plan.Forward(x, coefficients);
            Span<double> details = coefficients.AsSpan(plan.Detail(plan.Levels).Start.Value);
            Thresholding.Soft(details, 0.8, details);
            var y = new double[plan.ReconstructedLength];
            plan.InverseFull(coefficients, y);
            return new JsonObject { ["y"] = GoldenCase.FromVector(y) };
        };
        operations["mra_level_signals"] = c =>
        {
            double[] x = Signal(c, "x");
            WaveletTransform plan = Transform(c, x.Length);
            var coefficients = new double[plan.CoefficientLength];
            plan.Forward(x, coefficients);
            return new JsonObject
            {
                ["y"] = GoldenCase.FromMatrix(Enumerable.Range(0, plan.Levels + 1).Select(i =>
                {
                    var part = new double[x.Length];
                    plan.Component(coefficients, i == 0 ? 0 : plan.Levels + 1 - i, part);
                    return part;
                })),
            };
        };
        operations["wavefun"] = c =>
        {
            Wavelet w = Wavelet.NamedAsPublished(c.Text("wavelet"));
            WaveletFunctions f = WaveletFunctions.Of(w, c.Integer("level"));
            return new JsonObject
            {
                ["values"] = GoldenCase.FromMatrix(w.IsOrthogonal ? [f.Scaling, f.Wavelet, f.Places] : [f.Scaling, f.Wavelet, f.DualScaling, f.DualWavelet, f.Places]),
            };
        };
        operations["swt"] = c =>
        {
            double[] x = c.Vector("x"), y = new double[x.Length];
            var plan = new StationaryTransform(Wavelet.NamedAsPublished(c.Text("wavelet")), x.Length, c.Integer("level"), c.Flag("norm", false));
            double[] a = new double[plan.Levels * x.Length], d = new double[plan.Levels * x.Length];
            plan.Forward(x, a, d);
            plan.Inverse(a.AsSpan((plan.Levels - 1) * x.Length), d, y);
            return new JsonObject
            {
                ["coeffs"] = new JsonArray([.. Enumerable.Range(0, plan.Levels).Reverse().Select(i => (JsonNode?)GoldenCase.FromMatrix([a[(i * x.Length)..((i + 1) * x.Length)], d[(i * x.Length)..((i + 1) * x.Length)]]))]),
                ["iswt"] = GoldenCase.FromVector(y),
            };
        };
        operations["modwt"] = c =>
        {
            double[] x = c.Vector("x");
            var plan = new MaximalOverlapTransform(Wavelet.NamedAsPublished(c.Text("wavelet")), c.Integer("level"));
            var w = new double[(plan.Levels + 1) * x.Length];
            plan.Forward(x, w);
            double[][] rows = [.. w.Chunk(x.Length)];
            return new JsonObject
            {
                ["W"] = GoldenCase.FromMatrix(rows[..^1]),
                ["V"] = GoldenCase.FromVector(rows[^1]),
                ["level_variances"] = GoldenCase.FromVector([.. rows[..^1].Select(r => r.Average(v => v * v))]),
            };
        };
        operations["wavelet_packet"] = c =>
        {
            int level = c.Integer("level");
            var tree = new WaveletPacketTree(c.Vector("x"), Wavelet.NamedAsPublished(c.Text("wavelet")), level, ExtensionOf(c));
            return new JsonObject
            {
                ["natural_paths"] = new JsonArray([.. tree.NaturalOrder(level).Select(p => (JsonNode?)p)]),
                ["freq_paths"] = new JsonArray([.. tree.FrequencyOrder(level).Select(p => (JsonNode?)p)]),
                ["nodes_natural"] = GoldenCase.FromMatrix(tree.NaturalOrder(level).Select(p => tree.Node(p).ToArray())),
                ["reconstruct"] = GoldenCase.FromVector(tree.Reconstruct()),
            };
        };
        operations["best_basis_shannon"] = c =>
        {
            WaveletPacketBasis basis = new WaveletPacketTree(c.Vector("x"), Wavelet.NamedAsPublished(c.Text("wavelet")), c.Integer("max_level"), ExtensionOf(c)).BestBasis();
            return new JsonObject { ["cost"] = basis.Cost, ["leaves"] = new JsonArray([.. basis.Leaves.Select(p => (JsonNode?)p)]) };
        };
        operations["cwt_pywt"] = c =>
        {
            double[] x = Signal(c, "x"), scales = c.Vector("scales");
            var plan = new ContinuousWaveletTransform(ContinuousWavelet.Named(c.Text("wavelet")), x.Length, scales, c.Number("sampling_period", 1), c.Integer("precision", 10));
            var w = new Complex[scales.Length * x.Length];
            plan.Transform(x, w);
            Complex[][] rows = [.. w.Chunk(x.Length)];
            return new JsonObject
            {
                ["coeffs"] = plan.Wavelet.IsComplex ? OfRows(rows) : GoldenCase.FromMatrix(rows.Select(r => r.Select(v => v.Real).ToArray())),
                ["frequencies"] = GoldenCase.FromVector(plan.Frequencies),
            };
        };
        operations["cwt_torrence_compo"] = c =>
        {
            double[] x = Signal(c, "x"), scales = c.Vector("scales");
            var plan = new MorletTransform(x.Length, scales, c.Number("dt", 1), c.Number("w0", 6), c.Text("zero_pad_to", "none") == "none" ? x.Length : null);
            var w = new Complex[scales.Length * x.Length];
            plan.Transform(x, w);
            return new JsonObject { ["W"] = OfRows(w.Chunk(x.Length)), ["fourier_period"] = GoldenCase.FromVector(plan.Periods) };
        };
        operations["threshold"] = c =>
        {
            double[] d = c.Vector("d"), y = new double[d.Length];
            double value = c.Number("value"), substitute = c.Number("substitute", 0);
            switch (c.Text("mode"))
            {
                case "soft":
                    Thresholding.Soft(d, value, y, substitute);
                    break;
                case "hard":
                    Thresholding.Hard(d, value, y, substitute);
                    break;
                case "garrote" or "garotte":
                    Thresholding.Garrote(d, value, y, substitute);
                    break;
                case "greater":
                    Thresholding.AtLeast(d, value, y, substitute);
                    break;
                case "less":
                    Thresholding.AtMost(d, value, y, substitute);
                    break;
                default:
                    throw new FormatException($"unknown mode '{c.Text("mode")}'");
            }

            return new JsonObject { ["y"] = GoldenCase.FromVector(y) };
        };
        operations["threshold_firm"] = c =>
        {
            double[] d = c.Vector("d"), y = new double[d.Length];
            Thresholding.Firm(d, c.Number("low"), c.Number("high"), y);
            return new JsonObject { ["y"] = GoldenCase.FromVector(y) };
        };
        operations["denoise"] = Denoise;
    }

    private static JsonObject Denoise(GoldenCase c)
    {
        double[] x = c.Vector("x"), clean = c.Vector("clean");
        double Mse(double[] y) => y.Zip(clean, (a, b) => (a - b) * (a - b)).Average();
        WaveletDenoiser Plan(ThresholdRule rule, Shrinkage shrinkage) => new(x.Length, new DenoisingOptions
        {
            Wavelet = Wavelet.NamedAsPublished(c.Text("wavelet")),
            Extension = ExtensionOf(c),
            Levels = c.Integer("level"),
            Rule = rule,
            Shrinkage = shrinkage,
        });
        double[] Coarsest(ThresholdRule rule) => [.. Plan(rule, Shrinkage.Soft).Thresholds(x).AsEnumerable().Reverse()];
        var denoised = new JsonObject();
        var result = new JsonObject
        {
            ["sigma_mad_d1"] = Plan(ThresholdRule.Universal, Shrinkage.Soft).NoiseDeviation(x),
            ["visu"] = Coarsest(ThresholdRule.Universal)[0],
            ["sure_per_level"] = GoldenCase.FromVector(Coarsest(ThresholdRule.Sure)),
            ["bayes_per_level"] = GoldenCase.FromVector(Coarsest(ThresholdRule.Bayes)),
            ["minimax"] = Coarsest(ThresholdRule.Minimax)[0],
            ["mse_noisy"] = Mse(x),
            ["denoised"] = denoised,
        };
        foreach ((string name, ThresholdRule rule) in new[] { ("visu", ThresholdRule.Universal), ("sure", ThresholdRule.Sure), ("bayes", ThresholdRule.Bayes), ("minimax", ThresholdRule.Minimax) })
        {
            foreach ((string kind, Shrinkage shrinkage) in new[] { ("soft", Shrinkage.Soft), ("hard", Shrinkage.Hard) })
            {
                var y = new double[x.Length];
                Plan(rule, shrinkage).Denoise(x, y);
                denoised[$"{name}_{kind}"] = GoldenCase.FromVector(y);
                result[$"mse_{name}_{kind}"] = Mse(y);
            }
        }

        return result;
    }

    private static WaveletTransform Transform(GoldenCase c, int length) => new(Wavelet.NamedAsPublished(c.Text("wavelet")), length, c.Integer("level"), ExtensionOf(c));

    private static IEnumerable<double[]> Sets(WaveletTransform plan, double[] coefficients)
    {
        yield return coefficients[plan.Approximation];
        for (int level = plan.Levels; level >= 1; level--)
        {
            yield return coefficients[plan.Detail(level)];
        }
    }

    private static SignalExtension ExtensionOf(GoldenCase c) => c.Text("mode", "symmetric") switch
    {
        "zero" => SignalExtension.Zero,
        "constant" => SignalExtension.Constant,
        "symmetric" => SignalExtension.Symmetric,
        "reflect" => SignalExtension.Reflect,
        "periodic" => SignalExtension.Periodic,
        "smooth" => SignalExtension.Smooth,
        "antisymmetric" => SignalExtension.Antisymmetric,
        "antireflect" => SignalExtension.Antireflect,
        "periodization" => SignalExtension.Periodization,
        string other => throw new FormatException($"unknown mode '{other}'"),
    };
}
