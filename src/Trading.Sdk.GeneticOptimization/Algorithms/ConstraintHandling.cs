namespace Trading.Sdk.GeneticOptimization;

/// <summary>How individuals that violate constraints are compared with others. Immutable.</summary>
public sealed class ConstraintHandling
{
    private ConstraintHandling(double penalty, double epsilon, int generations, double power)
    {
        PenaltyCoefficient = penalty;
        InitialEpsilon = epsilon;
        Generations = generations;
        Power = power;
    }

    /// <summary>Any feasible individual beats any infeasible one; of two infeasible ones the smaller sum of violations wins (Deb 2000). The default.</summary>
    public static ConstraintHandling FeasibilityFirst { get; } = new(0, 0, 0, 1);

    /// <summary>Violations up to ε count as feasible while ε falls from <paramref name="epsilon"/> to 0 as ε·(1 − t/generations)^power (Takahama, Sakai 2006).</summary>
    /// <param name="epsilon">First ε, above 0.</param>
    /// <param name="generations">Generations until ε is 0, at least 1.</param>
    /// <param name="power">Shape of the fall, above 0. Default 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static ConstraintHandling Epsilon(double epsilon, int generations, double power = 2)
    {
        Range.Positive(epsilon);
        Range.AtLeast(generations, 1);
        Range.Positive(power);
        return new ConstraintHandling(0, epsilon, generations, power);
    }

    /// <summary>Adds coefficient × sum of violations to every objective and compares as if there were no constraints.</summary>
    /// <param name="coefficient">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public static ConstraintHandling Penalty(double coefficient)
    {
        Range.Positive(coefficient);
        return new ConstraintHandling(coefficient, 0, 0, 1);
    }

    /// <summary>Factor on violations in penalty mode, else 0.</summary>
    public double PenaltyCoefficient { get; }

    /// <summary>First ε in ε mode, else 0.</summary>
    public double InitialEpsilon { get; }

    /// <summary>Generations until ε is 0.</summary>
    public int Generations { get; }

    /// <summary>Shape of the fall of ε.</summary>
    public double Power { get; }

    internal bool IsPlain => PenaltyCoefficient == 0 && InitialEpsilon == 0;

    internal double EpsilonAt(int generation) => generation >= Generations ? 0 : InitialEpsilon * Math.Pow(1 - ((double)generation / Generations), Power);
}
