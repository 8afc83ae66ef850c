namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Bounded polynomial mutation (Deb, Goyal 1996; the bounded form of Deb's NSGA-II code). An integer that would stay where
/// it is moves by one grid step instead; an unordered variable takes another choice.
/// </summary>
public sealed class PolynomialMutation : IMutation
{
    private readonly double root;

    /// <summary>Makes the operator.</summary>
    /// <param name="eta">Distribution index, at least 0; the larger, the smaller the steps. Default 20.</param>
    /// <param name="probability">Probability of each variable; null (default) = 1 / number of variables.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public PolynomialMutation(double eta = 20, double? probability = null)
    {
        Range.NonNegative(eta);
        if (probability is { } p)
        {
            Range.Share(p, nameof(probability));
        }

        Eta = eta;
        Probability = probability;
        root = 1 / (eta + 1);
    }

    /// <summary>Distribution index.</summary>
    public double Eta { get; }

    /// <summary>Probability of each variable; null = 1 / number of variables.</summary>
    public double? Probability { get; }

    /// <summary>The mutated value for one random number.</summary>
    /// <param name="x">Value inside the bounds.</param>
    /// <param name="lower">Lower bound.</param>
    /// <param name="upper">Upper bound.</param>
    /// <param name="eta">Distribution index, at least 0.</param>
    /// <param name="u">Random number in [0, 1).</param>
    public static double MutateValue(double x, double lower, double upper, double eta, double u) => Mutate(x, lower, upper, eta + 1, 1 / (eta + 1), u);

    /// <inheritdoc/>
    public void Mutate(DecisionSpace space, Span<double> genome, double rateFactor, ref CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(space);
        double probability = Math.Min(1, (Probability ?? (1.0 / genome.Length)) * rateFactor);
        ReadOnlySpan<double> lower = space.SearchLower, upper = space.SearchUpper;
        bool plain = space.IsPlain;
        for (int i = 0; i < genome.Length; i++)
        {
            if (random.NextDouble() >= probability || lower[i] == upper[i])
            {
                continue;
            }

            if (!plain && GeneSteps.MutateUnordered(space, genome, i, ref random))
            {
                continue;
            }

            double before = genome[i];
            genome[i] = Mutate(before, lower[i], upper[i], Eta + 1, root, random.NextDouble());
            if (!plain)
            {
                GeneSteps.ForceStep(space, genome, i, before, ref random);
            }
        }
    }

    private static double Mutate(double x, double lower, double upper, double power, double root, double u)
    {
        double width = upper - lower;
        if (!(width > 0))
        {
            return x;
        }

        double delta = u < 0.5
            ? Math.Pow((2 * u) + ((1 - (2 * u)) * Math.Pow(1 - ((x - lower) / width), power)), root) - 1
            : 1 - Math.Pow((2 * (1 - u)) + (2 * (u - 0.5) * Math.Pow(1 - ((upper - x) / width), power)), root);
        return Math.Clamp(x + (delta * width), lower, upper);
    }
}
