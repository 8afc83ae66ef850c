using System.Numerics;
using System.Text.Json.Nodes;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

internal static partial class SpectrumGolden
{
    private static void AddFilters(Dictionary<string, GoldenOperation> operations)
    {
        operations["butter"] = c =>
        {
            ZeroPoleGain design = Butter(c);
            TransferFunction ratio = design.ToTransferFunction();
            return new JsonObject
            {
                ["b"] = GoldenCase.FromVector(ratio.Numerator.Span),
                ["a"] = GoldenCase.FromVector(ratio.Denominator.Span),
                ["zeros"] = Of(Ordered(design.Zeros)),
                ["poles"] = Of(Ordered(design.Poles)),
                ["gain"] = design.Gain,
                ["sos"] = SectionRows(design.ToSections()),
            };
        };
        operations["sosfilt"] = c =>
        {
            double[] x = Signal(c, "x"), y = new double[x.Length];
            SecondOrderSections sections = Butter(c).ToSections();
            sections.Filter(x, y, new double[sections.StateLength]);
            return new JsonObject { ["y"] = GoldenCase.FromVector(y) };
        };
        operations["sosfiltfilt"] = c => new JsonObject { ["y"] = GoldenCase.FromVector(Butter(c).ToSections().FilterZeroPhase(Signal(c, "x"), Extension(c), c.Has("padlen") ? c.Integer("padlen") : null)) };
        operations["filtfilt"] = c => new JsonObject { ["y"] = GoldenCase.FromVector(Butter(c).ToTransferFunction().FilterZeroPhase(Signal(c, "x"), Extension(c), c.Has("padlen") ? c.Integer("padlen") : null)) };
        operations["lfilter_zi"] = c => new JsonObject { ["zi"] = GoldenCase.FromVector(Butter(c).ToTransferFunction().SteadyState()) };
        operations["cheby1_sos"] = c =>
        {
            (FilterBand band, double low, double high) = BandOf(c);
            return new JsonObject { ["sos"] = SectionRows(FilterDesign.Chebyshev1(c.Integer("order"), c.Number("rp"), band, low, high).ToSections()) };
        };
        operations["savgol"] = c =>
        {
            double[] x = Signal(c, "x"), y = new double[x.Length];
            SmoothingEdge edge = c.Text("mode", "interp") switch
            {
                "interp" => SmoothingEdge.Interpolate,
                "mirror" => SmoothingEdge.Mirror,
                "nearest" => SmoothingEdge.Nearest,
                "constant" => SmoothingEdge.Zero,
                "wrap" => SmoothingEdge.Wrap,
                string other => throw new FormatException($"unknown mode '{other}'"),
            };
            new SavitzkyGolay(c.Integer("window"), c.Integer("poly"), c.Integer("deriv", 0), c.Number("delta", 1)).Filter(x, y, edge);
            return new JsonObject { ["y"] = GoldenCase.FromVector(y) };
        };
        operations["firwin"] = c =>
        {
            double[] edges = c.Find("cutoff") is JsonArray array ? GoldenCase.ToVector(array) : [c.Number("cutoff")];
            bool zero = c.Flag("pass_zero", true);
            FilterBand band = edges.Length == 1 ? zero ? FilterBand.LowPass : FilterBand.HighPass : zero ? FilterBand.BandStop : FilterBand.BandPass;
            return new JsonObject { ["h"] = GoldenCase.FromVector(FilterDesign.Fir(c.Integer("numtaps"), band, edges[0], edges.Length > 1 ? edges[1] : double.NaN, WindowOf(c.Text("window", "hamming"), []))) };
        };
        operations["medfilt"] = c => new JsonObject { ["y"] = GoldenCase.FromVector(MedianFilter.Filter(Signal(c, "x"), c.Integer("kernel"))) };
        operations["detrend"] = c =>
        {
            double[] x = Signal(c, "x");
            Detrend.Apply(x, c.Text("type") == "linear" ? Detrending.Linear : Detrending.Constant, x);
            return new JsonObject { ["y"] = GoldenCase.FromVector(x) };
        };
        operations["resample_fft"] = c => new JsonObject { ["y"] = GoldenCase.FromVector(Resampling.Fourier(Signal(c, "x"), c.Integer("num"))) };
        operations["decimate"] = c => new JsonObject
        {
            ["y"] = GoldenCase.FromVector(c.Text("ftype", "iir") == "iir"
                ? Resampling.Decimate(Signal(c, "x"), c.Integer("q"), c.Flag("zero_phase", true))
                : Resampling.DecimateFinite(Signal(c, "x"), c.Integer("q"))),
        };
        operations["find_peaks"] = FindPeaks;
        operations["peak_prominences"] = c =>
        {
            Peak[] peaks = PeakFinder.Measure(Signal(c, "x"), [.. c.Vector("peaks").Select(v => (int)v)], window: c.Has("wlen") ? (int)Math.Ceiling(c.Number("wlen")) : null);
            return new JsonObject
            {
                ["prominences"] = GoldenCase.FromVector([.. peaks.Select(p => p.Prominence)]),
                ["left_bases"] = OfIntegers(peaks.Select(p => p.LeftBase)),
                ["right_bases"] = OfIntegers(peaks.Select(p => p.RightBase)),
            };
        };
        operations["peak_widths"] = c => Widths(PeakFinder.Measure(Signal(c, "x"), [.. c.Vector("peaks").Select(v => (int)v)], c.Number("rel_height", 0.5), c.Has("wlen") ? (int)Math.Ceiling(c.Number("wlen")) : null));
        operations["lombscargle_scipy"] = c =>
        {
            double[] t = c.Vector("t"), y = c.Vector("y"), f = c.Vector("f"), p = new double[f.Length];
            if (c.Flag("precenter", false))
            {
                double mean = y.Average();
                y = [.. y.Select(v => v - mean)];
            }

            new LombScargle(t, y, default, new LombScargleOptions { FitMean = false, CenterData = false, Normalization = LombScargleNormalization.PowerSpectralDensity }).Power(f, p);
            double squares = y.Sum(v => v * v);
            double[] normalised = [.. p.Select(v => 2 * v / squares)];
            return new JsonObject { ["P"] = GoldenCase.FromVector(c.Flag("normalize", false) ? normalised : p), ["P_norm"] = GoldenCase.FromVector(normalised) };
        };
        operations["lombscargle_general"] = c =>
        {
            double[] f = c.Vector("f"), p = new double[f.Length], errors = c.Has("dy") && c.Flag("weighted", true) ? c.Vector("dy") : [];
            var scargle = new LombScargle(c.Vector("t"), c.Vector("y"), errors, new LombScargleOptions
            {
                FitMean = c.Flag("fit_mean", true),
                CenterData = c.Flag("center_data", true),
                Terms = c.Integer("nterms", 1),
                Normalization = c.Text("normalization", "standard") switch
                {
                    "standard" => LombScargleNormalization.Standard,
                    "model" => LombScargleNormalization.Model,
                    "log" => LombScargleNormalization.Logarithm,
                    "psd" => LombScargleNormalization.PowerSpectralDensity,
                    string other => throw new FormatException($"unknown normalization '{other}'"),
                },
            });
            scargle.Power(f, p);
            var result = new JsonObject { ["P"] = GoldenCase.FromVector(p) };
            if (c.Integer("nterms", 1) == 1)
            {
                double peak = p.Max(), highest = c.Number("fap_maximum_frequency", f.Max());
                result["peak_power"] = peak;
                result["fap_baluev"] = scargle.FalseAlarmProbability(peak, highest);
                result["fap_davies"] = scargle.FalseAlarmProbability(peak, highest, FalseAlarmMethod.Davies);
                result["fap_naive"] = scargle.FalseAlarmProbability(peak, highest, FalseAlarmMethod.Independent);
            }

            return result;
        };
    }

    private static JsonObject FindPeaks(GoldenCase c)
    {
        (double? Low, double? High) Bounds(string name) => c.Find(name) switch
        {
            null => (null, null),
            JsonArray array => (array[0] is { } a ? GoldenCase.ToDouble(a) : null, array.Count > 1 && array[1] is { } b ? GoldenCase.ToDouble(b) : null),
            JsonNode node => (GoldenCase.ToDouble(node), null),
        };
        (double? height, double? highest) = Bounds("height");
        (double? threshold, double? steepest) = Bounds("threshold");
        (double? prominence, double? mostProminent) = Bounds("prominence");
        (double? width, double? widest) = Bounds("width");
        (double? plateau, double? longest) = Bounds("plateau_size");
        Peak[] peaks = PeakFinder.Find(Signal(c, "x"), new PeakOptions
        {
            MinimumHeight = height,
            MaximumHeight = highest,
            MinimumThreshold = threshold,
            MaximumThreshold = steepest,
            Distance = c.Has("distance") ? c.Number("distance") : null,
            MinimumProminence = prominence,
            MaximumProminence = mostProminent,
            MinimumWidth = width,
            MaximumWidth = widest,
            MinimumPlateau = plateau,
            MaximumPlateau = longest,
            ProminenceWindow = c.Has("wlen") ? (int)Math.Ceiling(c.Number("wlen")) : null,
            RelativeHeight = c.Number("rel_height", 0.5),
        });
        var properties = new JsonObject();
        if (c.Has("plateau_size"))
        {
            properties["plateau_sizes"] = OfIntegers(peaks.Select(p => p.PlateauLength));
            properties["left_edges"] = OfIntegers(peaks.Select(p => p.PlateauLeft));
            properties["right_edges"] = OfIntegers(peaks.Select(p => p.PlateauRight));
        }

        if (c.Has("height"))
        {
            properties["peak_heights"] = GoldenCase.FromVector([.. peaks.Select(p => p.Height)]);
        }

        if (c.Has("threshold"))
        {
            properties["left_thresholds"] = GoldenCase.FromVector([.. peaks.Select(p => p.LeftThreshold)]);
            properties["right_thresholds"] = GoldenCase.FromVector([.. peaks.Select(p => p.RightThreshold)]);
        }

        if (c.Has("prominence") || c.Has("width"))
        {
            properties["prominences"] = GoldenCase.FromVector([.. peaks.Select(p => p.Prominence)]);
            properties["left_bases"] = OfIntegers(peaks.Select(p => p.LeftBase));
            properties["right_bases"] = OfIntegers(peaks.Select(p => p.RightBase));
        }

        if (c.Has("width"))
        {
            foreach ((string name, JsonNode? value) in Widths(peaks))
            {
                properties[name] = value!.DeepClone();
            }
        }

        return new JsonObject { ["peaks"] = OfIntegers(peaks.Select(p => p.Index)), ["properties"] = properties };
    }

    private static JsonObject Widths(Peak[] peaks) => new()
    {
        ["widths"] = GoldenCase.FromVector([.. peaks.Select(p => p.Width)]),
        ["width_heights"] = GoldenCase.FromVector([.. peaks.Select(p => p.WidthHeight)]),
        ["left_ips"] = GoldenCase.FromVector([.. peaks.Select(p => p.LeftCrossing)]),
        ["right_ips"] = GoldenCase.FromVector([.. peaks.Select(p => p.RightCrossing)]),
    };

    private static ZeroPoleGain Butter(GoldenCase c)
    {
        (FilterBand band, double low, double high) = BandOf(c);
        return FilterDesign.Butterworth(c.Integer("order"), band, low, high);
    }

    private static (FilterBand Band, double Low, double High) BandOf(GoldenCase c)
    {
        double[] edges = c.Find("wn") is JsonArray array ? GoldenCase.ToVector(array) : [c.Number("wn")];
        FilterBand band = c.Text("type", edges.Length == 1 ? "low" : "band") switch
        {
            "low" or "lowpass" => FilterBand.LowPass,
            "high" or "highpass" => FilterBand.HighPass,
            "band" or "bandpass" => FilterBand.BandPass,
            "bandstop" or "stop" => FilterBand.BandStop,
            string other => throw new FormatException($"unknown type '{other}'"),
        };
        return (band, edges[0], edges.Length > 1 ? edges[1] : double.NaN);
    }

    private static EdgeExtension Extension(GoldenCase c) => c.Text("padtype", "odd") switch
    {
        "odd" => EdgeExtension.Odd,
        "even" => EdgeExtension.Even,
        "constant" => EdgeExtension.Constant,
        "None" or "none" => EdgeExtension.None,
        string other => throw new FormatException($"unknown padtype '{other}'"),
    };

    private static JsonArray SectionRows(SecondOrderSections sections) => GoldenCase.FromMatrix(Enumerable.Range(0, sections.Count).Select(i => sections[i].ToArray()));

    private static IEnumerable<Complex> Ordered(Complex[] values) => values.OrderBy(v => Math.Round(v.Imaginary, 9)).ThenBy(v => Math.Round(v.Real, 9));
}
