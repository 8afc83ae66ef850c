using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>A digital filter by its zeros, poles and gain: g·Π(z − zeros)/Π(z − poles).</summary>
/// <param name="Zeros">Zeros in the z-plane, complex ones with their conjugates.</param>
/// <param name="Poles">Poles in the z-plane, complex ones with their conjugates; inside the unit circle for a stable filter.</param>
/// <param name="Gain">g.</param>
public sealed record ZeroPoleGain(Complex[] Zeros, Complex[] Poles, double Gain)
{
    /// <summary>Numerator and denominator polynomials. Badly conditioned for orders above about 8: prefer sections.</summary>
    public TransferFunction ToTransferFunction()
    {
        double[] b = Polynomial(Zeros);
        for (int i = 0; i < b.Length; i++)
        {
            b[i] *= Gain;
        }

        return new TransferFunction(b, Polynomial(Poles));
    }

    /// <summary>Second-order sections: the pole nearest the unit circle comes last, each with the zeros nearest to it, which keeps peaks between sections low.</summary>
    public SecondOrderSections ToSections()
    {
        List<Complex> zeros = [.. Zeros], poles = [.. Poles];
        while (zeros.Count < poles.Count)
        {
            zeros.Add(0);
        }

        while (poles.Count < zeros.Count)
        {
            poles.Add(0);
        }

        if (poles.Count % 2 == 1)
        {
            zeros.Add(0);
            poles.Add(0);
        }

        int count = Math.Max(1, poles.Count / 2);
        zeros = UpperHalf(zeros);
        poles = UpperHalf(poles);
        var sections = new double[count][];
        for (int section = count - 1; section >= 0 && poles.Count > 0; section--)
        {
            Complex p1 = Take(poles, Worst(poles, _ => true)), p2 = Complex.Conjugate(p1), z1, z2;
            if (p1.Imaginary == 0 && !poles.Exists(IsReal))
            {
                // The last real pole.
                (p2, z1, z2) = (0, Take(zeros, Nearest(zeros, p1, IsReal)), 0);
            }
            else if (p1.Imaginary != 0 && poles.Count + 1 == zeros.Count && poles.Count(IsReal) == 1 && zeros.Count(IsReal) == 1)
            {
                // One real pole and one real zero must stay for each other.
                z1 = Take(zeros, Nearest(zeros, p1, z => z.Imaginary != 0));
                z2 = Complex.Conjugate(z1);
            }
            else
            {
                if (p1.Imaginary == 0)
                {
                    p2 = Take(poles, Worst(poles, IsReal));
                }

                z1 = Take(zeros, Nearest(zeros, p1, _ => true));
                z2 = z1.Imaginary != 0 ? Complex.Conjugate(z1) : zeros.Exists(IsReal) ? Take(zeros, Nearest(zeros, p1, IsReal)) : 0;
            }

            sections[section] = [1, -(z1 + z2).Real, (z1 * z2).Real, 1, -(p1 + p2).Real, (p1 * p2).Real];
        }

        for (int i = 0; i < count; i++)
        {
            sections[i] ??= [1, 0, 0, 1, 0, 0];
        }

        for (int i = 0; i < 3; i++)
        {
            sections[0][i] *= Gain;
        }

        return new SecondOrderSections(sections);
    }

    private static bool IsReal(Complex value) => value.Imaginary == 0;

    private static Complex Take(List<Complex> from, int index)
    {
        Complex value = from[index];
        from.RemoveAt(index);
        return value;
    }

    private static int Worst(List<Complex> poles, Predicate<Complex> among)
    {
        int worst = -1;
        for (int i = 0; i < poles.Count; i++)
        {
            if (among(poles[i]) && (worst < 0 || Math.Abs(1 - poles[i].Magnitude) < Math.Abs(1 - poles[worst].Magnitude)))
            {
                worst = i;
            }
        }

        return worst;
    }

    private static int Nearest(List<Complex> values, Complex to, Predicate<Complex> among)
    {
        int nearest = -1;
        for (int i = 0; i < values.Count; i++)
        {
            if (among(values[i]) && (nearest < 0 || (values[i] - to).Magnitude < (values[nearest] - to).Magnitude))
            {
                nearest = i;
            }
        }

        return nearest;
    }

    // One of each conjugate pair, by real part, then the real ones.
    private static List<Complex> UpperHalf(List<Complex> values)
    {
        var complex = new List<Complex>();
        var real = new List<Complex>();
        foreach (Complex value in values)
        {
            if (Math.Abs(value.Imaginary) <= 100 * 2.2e-16 * value.Magnitude)
            {
                real.Add(value.Real);
            }
            else if (value.Imaginary > 0)
            {
                complex.Add(value);
            }
        }

        return [.. complex.OrderBy(v => v.Real).ThenBy(v => v.Imaginary), .. real.OrderBy(v => v.Real)];
    }

    private static double[] Polynomial(Complex[] roots)
    {
        var coefficients = new Complex[roots.Length + 1];
        coefficients[0] = 1;
        for (int i = 0; i < roots.Length; i++)
        {
            for (int j = i + 1; j >= 1; j--)
            {
                coefficients[j] -= roots[i] * coefficients[j - 1];
            }
        }

        return [.. coefficients.Select(c => c.Real)];
    }
}
