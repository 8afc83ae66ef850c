using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>
/// Real transforms: powers of two, other lengths with small factors, primes. All contestants take turns in every round, and the
/// ratio is the median of the rounds' ratios: a host that slows down does so for all of them.
/// </summary>
internal static unsafe class TransformCases
{
    private const int Rounds = 9;

    private static readonly int[] PowersOfTwo = [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 1 << 20];
    private static readonly int[] Smooth = [60, 100, 243, 360, 625, 1000, 1500, 2187, 3125, 5000, 10000, 50000];
    private static readonly int[] Rough = [61, 127, 251, 509, 1009, 2003, 4095, 4099, 10007, 65537];

    public static void Report(bool peers, string only)
    {
        MathNet.Numerics.Control.UseSingleThread();
        using ScipyServer? scipy = peers ? new ScipyServer() : null;
        Console.WriteLine("| rfft of | µs, one | µs, per row of a batch | one / FFTW | batch / FFTW | one / scipy | batch / scipy | one / MathNet |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");

        // The first case must not pay for compilations that a busy machine delays.
        var first = new RealFft(64);
        double[] sample = Signals.White(64);
        var result = new Complex[33];
        for (int i = 0; i < 4; i++)
        {
            Timing.WarmUp(() => first.Forward(sample, result));
        }

        int[] lengths = only.Length == 0 ? [.. PowersOfTwo, .. Smooth, .. Rough] : [.. only.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        foreach (int n in lengths)
        {
            Console.WriteLine(Line(n, scipy));
        }
    }

    private static string Line(int n, ScipyServer? scipy)
    {
        int rows = Math.Max(4, Math.Min(256, (1 << 19) / n));
        double[] signal = Signals.White(n);
        var fft = new RealFft(n);

        // Aligned like the memory that FFTW asks for.
        double* x = Aligned(n), many = Aligned(n * rows), y = Aligned(2 * fft.SpectrumLength), manySpectra = Aligned(2 * rows * fft.SpectrumLength);
        signal.CopyTo(new Span<double>(x, n));
        Signals.White(n * rows).CopyTo(new Span<double>(many, n * rows));
        double[] packed = new double[n + 2];
        using FftwPlan? fftw = scipy is not null && FftwPlan.Present ? new FftwPlan(signal) : null;
        bool mathNet = n is 64 or 256 or 1000 or 1024 or 4095 or 4096 or 4099 or 65536;
        Action one = () => fft.Forward(new ReadOnlySpan<double>(x, n), new Span<Complex>(y, fft.SpectrumLength));
        Action batch = () => fft.ForwardBatch(new ReadOnlySpan<double>(many, n * rows), new Span<Complex>(manySpectra, rows * fft.SpectrumLength));
        Action byFftw = () => fftw!.Execute(), byMathNet = () =>
        {
            signal.CopyTo(packed, 0);
            MathNet.Numerics.IntegralTransforms.Fourier.ForwardReal(packed, n, MathNet.Numerics.IntegralTransforms.FourierOptions.NoScaling);
        };
        Timing.WarmUp(one);
        Timing.WarmUp(batch);
        double[][] times = [.. Enumerable.Range(0, 5).Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            times[0][round] = Timing.Short(one);
            times[2][round] = fftw is null ? double.NaN : Timing.Short(byFftw);
            times[1][round] = Timing.Short(batch) / rows;
            times[3][round] = scipy?.Measure(n, rows) ?? double.NaN;
            times[4][round] = mathNet ? Timing.Short(byMathNet) : double.NaN;
        }

        NativeMemory.AlignedFree(x);
        NativeMemory.AlignedFree(many);
        NativeMemory.AlignedFree(y);
        NativeMemory.AlignedFree(manySpectra);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {n:N0} | {Median(times[0]):0.000} | {Median(times[1]):0.000} | {Ratio(0, 2)} | {Ratio(1, 2)} | {Ratio(0, 3)} | {Ratio(1, 3)} | {Ratio(0, 4)} |");

        string Ratio(int own, int other)
        {
            double ratio = Median([.. times[own].Zip(times[other], (a, b) => a / b)]);
            return double.IsNaN(ratio) ? "" : ratio.ToString("0.00", CultureInfo.InvariantCulture);
        }
    }

    private static double* Aligned(int count) => (double*)NativeMemory.AlignedAlloc((nuint)count * sizeof(double), 64);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
