namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Turns any point into portfolio weights: at least 0, sum 1, at most a cap, at most K of them held and each held one at
/// least a minimum. The largest weights stay; the rest is shared in proportion. A point that meets everything stays as it
/// is up to rounding. Demands that cannot be met together throw at construction.
/// </summary>
public sealed class WeightRepair : IRepair
{
    /// <summary>Makes the repair.</summary>
    /// <param name="assets">Number of assets.</param>
    /// <param name="maxWeight">Cap, in (0, 1]. Default 1.</param>
    /// <param name="cardinality">Assets held at most; null = all.</param>
    /// <param name="minHeldWeight">Least weight of a held asset, in [0, 1]; smaller ones are sold. Default 0.0001.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="PortfolioInfeasibleException">The demands contradict each other.</exception>
    public WeightRepair(int assets, double maxWeight = 1, int? cardinality = null, double minHeldWeight = 1e-4)
    {
        Range.AtLeast(assets, 1);
        Range.Positive(maxWeight);
        Range.Share(maxWeight);
        Range.Share(minHeldWeight);
        Range.AtLeast(cardinality ?? 1, 1, nameof(cardinality));
        Cardinality = Math.Min(assets, cardinality ?? assets);
        MaxWeight = maxWeight;
        MinHeldWeight = minHeldWeight;
        if (Cardinality * maxWeight < 1 - 1e-12)
        {
            throw new PortfolioInfeasibleException($"{Cardinality} assets of at most {maxWeight} sum to {Cardinality * maxWeight}, less than 1.");
        }

        if (minHeldWeight > maxWeight)
        {
            throw new PortfolioInfeasibleException($"The least held weight {minHeldWeight} lies above the cap {maxWeight}.");
        }

        // Between these numbers of holdings the sum of one can be met with weights in [minimum, cap].
        int fewest = (int)Math.Ceiling((1 / maxWeight) - 1e-12);
        if (fewest * minHeldWeight > 1 + 1e-12)
        {
            throw new PortfolioInfeasibleException($"At least {fewest} assets of at least {minHeldWeight} sum to more than 1.");
        }

        FewestHeld = fewest;
    }

    /// <summary>Cap of each weight.</summary>
    public double MaxWeight { get; }

    /// <summary>Assets held at most.</summary>
    public int Cardinality { get; }

    /// <summary>Least weight of a held asset.</summary>
    public double MinHeldWeight { get; }

    private int FewestHeld { get; }

    /// <inheritdoc/>
    public void Repair(Span<double> x)
    {
        int n = x.Length;
        Span<int> order = n <= 512 ? stackalloc int[n] : new int[n];
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            x[i] = Math.Max(x[i], 0);
            sum += x[i];
            order[i] = i;
        }

        if (!(sum > 0))
        {
            x.Fill(1.0 / n);
            sum = 1;
        }

        int held = 0;
        for (int i = 0; i < n; i++)
        {
            x[i] /= sum;
            if (x[i] > 0)
            {
                order[held++] = i;
            }
        }

        held = KeepLargest(x, order, held, Cardinality);
        while (held > FewestHeld && !TryShare(x, order[..held], held * MinHeldWeight > 1 ? held - 1 : held, out int keep))
        {
            held = KeepLargest(x, order, held, Math.Max(FewestHeld, keep));
        }

        if (held <= FewestHeld)
        {
            Widen(x, order, ref held);
            Share(x, order[..held]);
        }
    }

    /// <summary>Keeps the largest weights of the held ones; the others become 0.</summary>
    private static int KeepLargest(Span<double> x, Span<int> order, int held, int keep)
    {
        while (held > keep)
        {
            int least = 0;
            for (int k = 1; k < held; k++)
            {
                least = x[order[k]] < x[order[least]] ? k : least;
            }

            x[order[least]] = 0;
            order[least] = order[--held];
        }

        return held;
    }

    /// <summary>Scales the held weights into [0, cap] with sum 1 and tells how many reach the minimum; false when some do not.</summary>
    private bool TryShare(Span<double> x, Span<int> held, int most, out int keep)
    {
        keep = Math.Min(held.Length, most);
        if (keep < held.Length)
        {
            return false;
        }

        Normalise(x, held);
        int small = 0;
        foreach (int i in held)
        {
            small += x[i] < MinHeldWeight / 2 ? 1 : 0;
        }

        if (small > 0)
        {
            // One at a time: the rest may rise above the minimum.
            keep = held.Length - 1;
            return false;
        }

        Share(x, held);
        return true;
    }

    private static void Normalise(Span<double> x, Span<int> held)
    {
        double sum = 0;
        foreach (int i in held)
        {
            sum += x[i];
        }

        foreach (int i in held)
        {
            x[i] = sum > 0 ? x[i] / sum : 1.0 / held.Length;
        }
    }

    /// <summary>Adds assets until the cap allows a sum of one.</summary>
    private void Widen(Span<double> x, Span<int> order, ref int held)
    {
        for (int i = 0; i < x.Length && held < FewestHeld; i++)
        {
            if (order[..held].IndexOf(i) < 0)
            {
                order[held++] = i;
            }
        }
    }

    /// <summary>Moves held weights into [minimum, cap] with sum one: what lies outside is clipped, the difference shared among the others in proportion to their room.</summary>
    private void Share(Span<double> x, Span<int> held)
    {
        Normalise(x, held);
        for (int round = 0; round < 64; round++)
        {
            double sum = 0;
            foreach (int i in held)
            {
                x[i] = Math.Clamp(x[i], MinHeldWeight, MaxWeight);
                sum += x[i];
            }

            double gap = 1 - sum;
            if (Math.Abs(gap) <= 1e-15)
            {
                return;
            }

            double room = 0;
            foreach (int i in held)
            {
                room += gap > 0 ? MaxWeight - x[i] : x[i] - MinHeldWeight;
            }

            if (!(room > 0))
            {
                return;
            }

            foreach (int i in held)
            {
                x[i] += gap * (gap > 0 ? MaxWeight - x[i] : x[i] - MinHeldWeight) / room;
            }
        }
    }
}
