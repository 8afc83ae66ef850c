namespace Trading.Sdk.GeneticOptimization;

/// <summary>The least and greatest mean return that weight bounds allow, groups aside.</summary>
internal static class ReturnRange
{
    public static (double Least, double Greatest) Of(ReadOnlySpan<double> mean, PortfolioConstraints constraints)
    {
        int n = mean.Length;
        int[] order = [.. Enumerable.Range(0, n)];
        Array.Sort(mean.ToArray(), order);
        double greatest = Fill(mean, constraints, order.Reverse().ToArray());
        double least = Fill(mean, constraints, order);
        return (least, greatest);
    }

    private static double Fill(ReadOnlySpan<double> mean, PortfolioConstraints constraints, int[] order)
    {
        int first = order[0], last = order[^1];
        // Without a bound on one side any long–short pair scales the return without limit.
        if (Enumerable.Range(0, order.Length).Any(i => double.IsInfinity(constraints.Lower(i))) || Enumerable.Range(0, order.Length).Any(i => double.IsInfinity(constraints.Upper(i))))
        {
            bool finite = order.All(i => double.IsFinite(constraints.Lower(i)));
            if (!finite)
            {
                return mean[first] > mean[last] ? double.PositiveInfinity : mean[first] < mean[last] ? double.NegativeInfinity : mean[first];
            }
        }

        double left = 1, sum = 0;
        foreach (int i in order)
        {
            sum += constraints.Lower(i) * mean[i];
            left -= constraints.Lower(i);
        }

        foreach (int i in order)
        {
            double take = Math.Min(left, constraints.Upper(i) - constraints.Lower(i));
            sum += take * mean[i];
            left -= take;
        }

        return sum;
    }
}
