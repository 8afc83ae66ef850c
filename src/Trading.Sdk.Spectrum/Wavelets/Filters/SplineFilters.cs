namespace Trading.Sdk.Spectrum;

/// <summary>
/// The spline biorthogonal filters (Cohen, Daubechies and Feauveau 1992, table 6.1) from their formula: the synthesis filter is a
/// B-spline, the analysis filter √2·cos^Ñ(ω/2)·Σ_{m&lt;K} C(K − 1 + m, m)·sin^{2m}(ω/2) with 2K = N + Ñ. All taps are dyadic fractions times √2.
/// </summary>
internal static class SplineFilters
{
    public static (double[] Analysis, double[] Synthesis) Pair(int synthesisOrder, int analysisOrder)
    {
        int terms = (synthesisOrder + analysisOrder) / 2, degree = analysisOrder + (2 * (terms - 1));
        var taps = new double[degree + 1];
        double choose = 1;
        for (int m = 0; m < terms; m++)
        {
            // cos^a(ω/2) ~ ((1 + z)/2)^a and sin²(ω/2) ~ −(1 − z)²/(4z): all terms are brought to the same middle.
            double[] polynomial = [1];
            for (int i = 0; i < analysisOrder; i++)
            {
                polynomial = Multiply(polynomial, [0.5, 0.5]);
            }

            for (int i = 0; i < m; i++)
            {
                polynomial = Multiply(polynomial, [-0.25, 0.5, -0.25]);
            }

            int shift = (degree + 1 - polynomial.Length) / 2;
            for (int i = 0; i < polynomial.Length; i++)
            {
                taps[shift + i] += choose * polynomial[i];
            }

            choose = choose * (terms + m) / (m + 1);
        }

        double[] spline = [1];
        for (int i = 0; i < synthesisOrder; i++)
        {
            spline = Multiply(spline, [0.5, 0.5]);
        }

        int length = (degree + 2) / 2 * 2, middleShift = synthesisOrder % 2 == 0 ? 1 : 0;
        var analysis = new double[length];
        var synthesis = new double[length];
        for (int i = 0; i < taps.Length; i++)
        {
            analysis[i + middleShift] = taps[i] * Math.Sqrt(2);
        }

        int start = (length - spline.Length) / 2;
        for (int i = 0; i < spline.Length; i++)
        {
            synthesis[start + i] = spline[i] * Math.Sqrt(2);
        }

        return (analysis, synthesis);
    }

    private static double[] Multiply(double[] a, double[] b)
    {
        var product = new double[a.Length + b.Length - 1];
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++)
            {
                product[i + j] += a[i] * b[j];
            }
        }

        return product;
    }
}
