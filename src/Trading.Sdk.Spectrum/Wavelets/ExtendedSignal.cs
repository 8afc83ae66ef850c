namespace Trading.Sdk.Spectrum;

/// <summary>Values of a signal beyond its ends, for every mode.</summary>
internal static class ExtendedSignal
{
    public static double At(ReadOnlySpan<double> x, int index, SignalExtension mode)
    {
        int n = x.Length;
        if ((uint)index < (uint)n)
        {
            return x[index];
        }

        switch (mode)
        {
            case SignalExtension.Zero:
                return 0;
            case SignalExtension.Constant:
                return index < 0 ? x[0] : x[n - 1];
            case SignalExtension.Periodic:
                return x[Modulo(index, n)];
            case SignalExtension.Periodization:
                return x[Math.Min(Modulo(index, n + (n & 1)), n - 1)];
            case SignalExtension.Symmetric:
                int half = Modulo(index, 2 * n);
                return half < n ? x[half] : x[(2 * n) - 1 - half];
            case SignalExtension.Antisymmetric:
                int odd = Modulo(index, 2 * n);
                return odd < n ? x[odd] : -x[(2 * n) - 1 - odd];
            case SignalExtension.Reflect:
                if (n == 1)
                {
                    return x[0];
                }

                int whole = Modulo(index, (2 * n) - 2);
                return whole < n ? x[whole] : x[(2 * n) - 2 - whole];
            case SignalExtension.Smooth:
                return n == 1 ? x[0] : index < 0 ? x[0] + (index * (x[1] - x[0])) : x[n - 1] + ((index - n + 1) * (x[n - 1] - x[n - 2]));
            case SignalExtension.Antireflect:
                if (n == 1)
                {
                    return x[0];
                }

                int period = (2 * n) - 2, place = Modulo(index, period);
                double drift = 2 * (x[n - 1] - x[0]) * ((index - place) / period);
                return drift + (place < n ? x[place] : (2 * x[n - 1]) - x[period - place]);
            default:
                throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown extension.");
        }
    }

    private static int Modulo(int index, int n)
    {
        int rest = index % n;
        return rest < 0 ? rest + n : rest;
    }
}
