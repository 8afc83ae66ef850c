namespace Trading.Sdk.Statistics;

/// <summary>Response surfaces of the Dickey–Fuller t distribution (one series).</summary>
/// <remarks>
/// Source: J. MacKinnon (1994), Approximate asymptotic distribution functions for unit-root and cointegration tests;
/// J. MacKinnon (2010), Critical values for cointegration tests, table 2.
/// </remarks>
internal static class MacKinnon
{
    // Per kind of trend: greatest and least statistic of the fit, the change from the lower to the upper polynomial, both polynomials.
    private static readonly (double Least, double Change, double Greatest, double[] Lower, double[] Upper)[] Surfaces =
    [
        (-19.04, -1.04, double.PositiveInfinity, [0.6344, 1.2378, 0.032496], [0.4797, 0.93557, -0.06999, 0.033066]),
        (-18.83, -1.61, 2.74, [2.1659, 1.4412, 0.038269], [1.7339, 0.93202, -0.12745, -0.010368]),
        (-16.18, -2.89, 0.70, [3.2512, 1.6047, 0.049588], [2.5261, 0.61654, -0.37956, -0.060285]),
        (-17.17, -3.21, 0.54, [4.0003, 1.6580, 0.048288], [3.0778, 0.49529, -0.41477, -0.059359]),
    ];

    // Per kind of trend and level (1, 5, 10 %): coefficients of 1, 1/n, 1/n², 1/n³.
    private static readonly double[][][] Critical =
    [
        [[-2.56574, -2.2358, -3.627, 0], [-1.94100, -0.2686, -3.365, 31.223], [-1.61682, 0.2656, -2.714, 25.364]],
        [[-3.43035, -6.5393, -16.786, -79.433], [-2.86154, -2.8903, -4.234, -40.040], [-2.56677, -1.5384, -2.809, 0]],
        [[-3.95877, -9.0531, -28.428, -134.155], [-3.41049, -4.3904, -9.036, -45.374], [-3.12705, -2.5856, -3.925, -22.380]],
        [[-4.37113, -11.5882, -35.819, -334.047], [-3.83239, -5.9057, -12.490, -118.284], [-3.55326, -3.6596, -5.293, -63.559]],
    ];

    public static double PValue(double statistic, TrendTerms trend)
    {
        (double least, double change, double greatest, double[] lower, double[] upper) = Surfaces[(int)trend];
        if (statistic > greatest)
        {
            return 1;
        }

        return statistic < least ? 0 : NormalDistribution.Cumulative(Polynomial(statistic <= change ? lower : upper, statistic));
    }

    /// <summary>The critical value at level 0 (1 %), 1 (5 %) or 2 (10 %).</summary>
    public static double CriticalValue(TrendTerms trend, int level, int observations) => Polynomial(Critical[(int)trend][level], 1.0 / observations);

    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = sum * x + coefficients[i];
        }

        return sum;
    }
}
