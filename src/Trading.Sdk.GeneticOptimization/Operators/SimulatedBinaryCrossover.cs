using System.Runtime.CompilerServices;

namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Bounded simulated binary crossover (Deb, Agrawal 1995, "Simulated binary crossover for continuous search space",
/// Complex Systems 9): children spread about the parents as one-point crossover of bit strings would, and never leave the
/// bounds. Unordered variables are exchanged with probability one half.
/// </summary>
public sealed class SimulatedBinaryCrossover : ICrossover
{
    private readonly double geneProbability;
    private readonly double power;
    private readonly double root;
    private readonly int wholePower;

    /// <summary>Makes the operator.</summary>
    /// <param name="eta">Distribution index, at least 0; the larger, the nearer to the parents. Default 15.</param>
    /// <param name="probability">Probability that a pair is crossed at all, in [0, 1]. Default 0.9.</param>
    /// <param name="geneProbability">Probability that a variable of a crossed pair is recombined, in [0, 1]. Default 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public SimulatedBinaryCrossover(double eta = 15, double probability = 0.9, double geneProbability = 0.5)
    {
        Range.NonNegative(eta);
        Range.Share(probability);
        Range.Share(geneProbability);
        Eta = eta;
        Probability = probability;
        this.geneProbability = geneProbability;
        power = eta + 1;
        root = 1 / power;
        wholePower = power == Math.Floor(power) && power <= 64 ? (int)power : 0;
    }

    /// <summary>Distribution index.</summary>
    public double Eta { get; }

    /// <summary>Probability that a pair is crossed at all.</summary>
    public double Probability { get; }

    /// <summary>The two children of one pair of values for one random number.</summary>
    /// <param name="parent1">First value.</param>
    /// <param name="parent2">Second value.</param>
    /// <param name="lower">Lower bound.</param>
    /// <param name="upper">Upper bound.</param>
    /// <param name="eta">Distribution index, at least 0.</param>
    /// <param name="u">Random number in [0, 1).</param>
    /// <returns>The child on the side of the lower parent, then the other; equal parents give themselves.</returns>
    public static (double Low, double High) CrossValue(double parent1, double parent2, double lower, double upper, double eta, double u)
    {
        double low = Math.Min(parent1, parent2), high = Math.Max(parent1, parent2), width = high - low;
        if (!(width > 0))
        {
            return (low, high);
        }

        double inverse = 1 / (eta + 1);
        double alpha1 = 2 - Math.Pow(1 + (2 * (low - lower) / width), -(eta + 1));
        double alpha2 = 2 - Math.Pow(1 + (2 * (upper - high) / width), -(eta + 1));
        double middle = low + high;
        return (
            Math.Clamp(0.5 * (middle - (Spread(alpha1, u, inverse) * width)), lower, upper),
            Math.Clamp(0.5 * (middle + (Spread(alpha2, u, inverse) * width)), lower, upper));
    }

    /// <inheritdoc/>
    public void Cross(DecisionSpace space, ReadOnlySpan<double> parent1, ReadOnlySpan<double> parent2, Span<double> child1, Span<double> child2, ref CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(space);
        parent1.CopyTo(child1);
        parent2.CopyTo(child2);
        if (random.NextDouble() >= Probability)
        {
            return;
        }

        ReadOnlySpan<double> lower = space.SearchLower, upper = space.SearchUpper;
        bool unordered = space.HasUnordered;
        for (int i = 0; i < parent1.Length; i++)
        {
            double a = parent1[i], b = parent2[i];
            ulong word = random.NextUInt64();
            if ((word >> 11) * (1.0 / (1UL << 53)) >= geneProbability || a == b)
            {
                continue;
            }

            // The low bits do not take part in the comparison above.
            bool exchange = (word & 1) != 0;
            if (unordered && space.IsUnordered(i))
            {
                if (exchange)
                {
                    (child1[i], child2[i]) = (b, a);
                }

                continue;
            }

            double low = a < b ? a : b, high = a < b ? b : a, width = high - low;
            if (width < 1e-14 * (upper[i] - lower[i]))
            {
                continue;
            }

            double u = random.NextDouble(), inverse = 1 / width, middle = low + high;
            double c = 0.5 * (middle - (Spread(2 - InversePower(1 + (2 * (low - lower[i]) * inverse)), u, root) * width));
            double d = 0.5 * (middle + (Spread(2 - InversePower(1 + (2 * (upper[i] - high) * inverse)), u, root) * width));
            c = Math.Min(Math.Max(c, lower[i]), upper[i]);
            d = Math.Min(Math.Max(d, lower[i]), upper[i]);
            (child1[i], child2[i]) = exchange ? (d, c) : (c, d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Spread(double alpha, double u, double root) => Math.Pow(u * alpha <= 1 ? u * alpha : 1 / (2 - (u * alpha)), root);

    private double InversePower(double beta)
    {
        if (wholePower == 0)
        {
            return Math.Pow(beta, -power);
        }

        double result = 1, square = beta;
        for (int e = wholePower; e > 0; e >>= 1)
        {
            if ((e & 1) != 0)
            {
                result *= square;
            }

            square *= square;
        }

        return 1 / result;
    }
}
