using System.Text.Json.Nodes;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

internal static partial class SpectrumGolden
{
    private static void AddWindows(Dictionary<string, GoldenOperation> operations)
    {
        operations["window"] = c => new JsonObject
        {
            ["w"] = GoldenCase.FromVector(WindowOf(c.Text("name"), c.Find("args") as JsonArray ?? []).ToArray(c.Integer("n"), c.Flag("periodic", false))),
        };
        operations["dpss"] = c =>
        {
            var tapers = new SlepianTapers(c.Integer("n"), c.Number("NW"), c.Integer("K"));
            return new JsonObject
            {
                ["tapers"] = GoldenCase.FromMatrix(Enumerable.Range(0, tapers.Count).Select(k => tapers[k].ToArray())),
                ["eigenvalues"] = GoldenCase.FromVector([.. tapers.Concentrations]),
            };
        };
    }

    private static Window WindowOf(string name, JsonArray args)
    {
        double Arg(int index, double orElse) => index < args.Count && args[index] is { } node ? GoldenCase.ToDouble(node) : orElse;
        return name switch
        {
            "boxcar" => Window.Boxcar,
            "triang" => Window.Triangular,
            "bartlett" => Window.Bartlett,
            "parzen" => Window.Parzen,
            "bohman" => Window.Bohman,
            "blackman" => Window.Blackman,
            "nuttall" => Window.Nuttall,
            "blackmanharris" => Window.BlackmanHarris,
            "flattop" => Window.FlatTop,
            "hann" => Window.Hann,
            "hamming" => Window.Hamming,
            "barthann" => Window.BartlettHann,
            "cosine" => Window.Cosine,
            "tukey" => Window.Tukey(Math.Clamp(Arg(0, 0.5), 0, 1)),
            "kaiser" => Window.Kaiser(Arg(0, 0)),
            "gaussian" => Window.Gaussian(Arg(0, 1)),
            "general_gaussian" => Window.GeneralGaussian(Arg(0, 1), Arg(1, 1)),
            "general_hamming" => Window.GeneralCosine(Arg(0, 0.54), 1 - Arg(0, 0.54)),
            "general_cosine" => Window.GeneralCosine(GoldenCase.ToVector(args[0]!)),
            "exponential" => Window.Exponential(Arg(1, 1), args.Count > 0 && args[0] is { } center ? GoldenCase.ToDouble(center) : null),
            "chebwin" => Window.Chebyshev(Math.Abs(Arg(0, 100))),
            "taylor" => Window.Taylor((int)Arg(0, 4), Arg(1, 30), args.Count < 3 || args[2] is null || args[2]!.GetValue<bool>()),
            "dpss" => Window.Slepian(Arg(0, 2.5)),
            _ => throw new FormatException($"unknown window '{name}'"),
        };
    }
}
