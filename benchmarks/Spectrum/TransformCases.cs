using System.Numerics;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Real transforms: powers of two, other lengths with small factors, primes.</summary>
internal static class TransformCases
{
    private static readonly int[] PowersOfTwo = [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 1 << 20];
    private static readonly int[] Smooth = [60, 100, 243, 360, 625, 1000, 1500, 2187, 3125, 5000, 10000, 50000];
    private static readonly int[] Rough = [61, 127, 251, 509, 1009, 2003, 4095, 4099, 10007, 65537];

    public static IEnumerable<int> Lengths => [.. PowersOfTwo, .. Smooth, .. Rough];

    public static IEnumerable<(string Name, string[] Peers, Action Run)> All()
    {
        MathNet.Numerics.Control.UseSingleThread();
        foreach (int n in Lengths)
        {
            double[] x = Signals.White(n);
            var fft = new RealFft(n);
            var spectrum = new Complex[fft.SpectrumLength];
            if (n is 64 or 256 or 1000 or 1024 or 4095 or 4096 or 4099 or 65536)
            {
                double[] packed = new double[n + 2];
                yield return ($"rfft/{n} by MathNet", [], () =>
                {
                    x.CopyTo(packed, 0);
                    MathNet.Numerics.IntegralTransforms.Fourier.ForwardReal(packed, n, MathNet.Numerics.IntegralTransforms.FourierOptions.NoScaling);
                });
            }

            yield return ($"rfft/{n}", [$"fftw.r2c_measure/{n}", $"scipy.rfft_batched/{n}", $"rfft/{n} by MathNet"], () => fft.Forward(x, spectrum));
        }
    }
}
