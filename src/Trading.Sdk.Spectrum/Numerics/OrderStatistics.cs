namespace Trading.Sdk.Spectrum;

/// <summary>Medians by selection in expected linear time; the span is reordered.</summary>
internal static class OrderStatistics
{
    public const double MedianOfAbsoluteNormal = 0.6744897501960817;

    public static double Median(Span<double> values)
    {
        int n = values.Length, middle = n / 2;
        double upper = Select(values, middle);
        if (n % 2 == 1)
        {
            return upper;
        }

        double lower = double.NegativeInfinity;
        foreach (double value in values[..middle])
        {
            lower = Math.Max(lower, value);
        }

        return 0.5 * (lower + upper);
    }

    /// <summary>The value of a rank from 0; smaller values end up before it.</summary>
    public static double Select(Span<double> values, int rank)
    {
        int low = 0, high = values.Length - 1;
        while (high - low > 16)
        {
            double a = values[low], b = values[(low + high) >>> 1], c = values[high];
            double pivot = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
            {
                high = j;
            }
            else if (rank >= i)
            {
                low = i;
            }
            else
            {
                return values[rank];
            }
        }

        values[low..(high + 1)].Sort();
        return values[rank];
    }
}
