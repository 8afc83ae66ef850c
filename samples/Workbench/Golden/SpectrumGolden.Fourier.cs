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
    }
}
