using System.Numerics;
using System.Text.Json.Nodes;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

internal static partial class SpectrumGolden
{
    private static void AddFourier(Dictionary<string, GoldenOperation> operations)
    {
        operations["signals"] = _ => new JsonObject();
        operations["rfft"] = c =>
        {
            double[] x = c.Vector("x");
            var plan = new RealFft(x.Length);
            var spectrum = new Complex[plan.SpectrumLength];
            plan.Forward(x, spectrum);
            return new JsonObject { ["X"] = Of(spectrum) };
        };
        operations["irfft"] = c =>
        {
            var x = new double[c.Integer("n")];
            new RealFft(x.Length).Inverse(ComplexVector(c.Find("X")!), x);
            return new JsonObject { ["x"] = GoldenCase.FromVector(x) };
        };
        operations["fft"] = c =>
        {
            Complex[] z = ComplexVector(c.Find("z")!);
            new ComplexFft(z.Length).Forward(z, z);
            return new JsonObject { ["Z"] = Of(z) };
        };
        operations["ifft"] = c =>
        {
            Complex[] z = ComplexVector(c.Find("z")!);
            new ComplexFft(z.Length).Inverse(z, z);
            return new JsonObject { ["Z"] = Of(z) };
        };
        operations["dct"] = c =>
        {
            double[] x = c.Vector("x"), y = new double[x.Length];
            int type = c.Integer("type"), period = type == 1 ? 2 * (x.Length - 1) : 2 * x.Length;
            double scale = c.Text("norm", "backward") switch
            {
                "backward" or "ortho" => 1,
                "forward" => 1.0 / period,
                string other => throw new FormatException($"unknown norm '{other}'"),
            };
            new CosineTransform((CosineTransformType)type, x.Length, c.Text("norm", "backward") == "ortho").Transform(x, y);
            return new JsonObject { ["y"] = GoldenCase.FromVector([.. y.Select(v => v * scale)]) };
        };
        operations["analytic_signal"] = c =>
        {
            double[] x = c.Vector("x");
            var z = new Complex[x.Length];
            new AnalyticSignal(x.Length).Transform(x, z);
            return new JsonObject { ["z"] = Of(z) };
        };
        operations["convolve"] = c => new JsonObject { ["y"] = GoldenCase.FromVector(Convolution.Convolve(c.Vector("a"), c.Vector("b"), ModeOf(c))) };
        operations["correlate"] = c => new JsonObject { ["y"] = GoldenCase.FromVector(Convolution.Correlate(c.Vector("a"), c.Vector("b"), ModeOf(c))) };
        operations["czt"] = c =>
        {
            double[] x = c.Vector("x");
            var plan = new ChirpZTransform(x.Length, c.Integer("m", x.Length), ComplexNumber(c.Find("w")!), c.Has("a") ? ComplexNumber(c.Find("a")!) : Complex.One);
            var z = new Complex[plan.Points];
            plan.Transform(x, z);
            return new JsonObject { ["X"] = Of(z) };
        };
        operations["zoom_fft"] = c =>
        {
            double[] x = c.Vector("x");
            double rate = c.Number("fs", 2);
            ChirpZTransform plan = ChirpZTransform.Zoom(x.Length, c.Integer("m", x.Length), c.Number("f1") / rate, c.Number("f2") / rate);
            var z = new Complex[plan.Points];
            plan.Transform(x, z);
            return new JsonObject { ["X"] = Of(z) };
        };
        operations["goertzel"] = c => new JsonObject { ["X"] = Of(Goertzel.Compute(c.Vector("x"), c.Number("freq_cycles_per_sample"))) };
        operations["sliding_dft"] = c =>
        {
            double[] x = c.Vector("x");
            var sliding = new SlidingDft(c.Integer("window"));
            HashSet<int> ends = [.. c.Vector("ends").Select(v => (int)v)];
            var frames = new JsonArray();
            for (int t = 0; t < x.Length; t++)
            {
                sliding.Push(x[t]);
                if (ends.Contains(t + 1))
                {
                    var frame = new Complex[sliding.Bins];
                    sliding.Spectrum(frame);
                    frames.Add((JsonNode)Of(frame));
                }
            }

            return new JsonObject { ["frames"] = frames };
        };
    }

    private static ConvolutionMode ModeOf(GoldenCase c) => c.Text("mode", "full") switch
    {
        "full" => ConvolutionMode.Full,
        "same" => ConvolutionMode.Same,
        "valid" => ConvolutionMode.Valid,
        string other => throw new FormatException($"unknown mode '{other}'"),
    };
}
