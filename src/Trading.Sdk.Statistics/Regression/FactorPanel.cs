namespace Trading.Sdk.Statistics;

/// <summary>Shapes and moments that the factor regressions share.</summary>
internal static class FactorPanel
{
    /// <summary>The number of periods.</summary>
    public static int Check(ReadOnlySpan<double> excessReturns, int assets, ReadOnlySpan<double> factors, int factorCount)
    {
        int periods = Demand.Rows(excessReturns.Length, assets, nameof(excessReturns), nameof(assets));
        ArgumentOutOfRangeException.ThrowIfLessThan(factorCount, 1);
        Demand.SameLength(factors.Length, checked(periods * factorCount), nameof(factors));
        Demand.AtLeast(periods, factorCount + 2, nameof(excessReturns));
        Demand.Finite(excessReturns, nameof(excessReturns));
        Demand.Finite(factors, nameof(factors));
        return periods;
    }

    public static void Column(ReadOnlySpan<double> matrix, int columns, int column, Span<double> destination)
    {
        for (int t = 0; t < destination.Length; t++)
        {
            destination[t] = matrix[t * columns + column];
        }
    }

    /// <summary>Covariance of the columns, divided by the number of rows.</summary>
    public static double[] Covariance(ReadOnlySpan<double> matrix, int columns, out double[] means)
    {
        int rows = matrix.Length / columns;
        double[] centred = matrix.ToArray(), column = new double[rows];
        means = new double[columns];
        for (int c = 0; c < columns; c++)
        {
            Column(matrix, columns, c, column);
            means[c] = Moments.MeanOf(column);
        }

        double[] covariance = new double[columns * columns];
        for (int t = 0; t < rows; t++)
        {
            Span<double> row = centred.AsSpan(t * columns, columns);
            for (int i = 0; i < columns; i++)
            {
                row[i] -= means[i];
                for (int j = 0; j <= i; j++)
                {
                    covariance[i * columns + j] += row[i] * row[j];
                }
            }
        }

        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                covariance[j * columns + i] = covariance[i * columns + j] /= rows;
            }
        }

        return covariance;
    }
}
