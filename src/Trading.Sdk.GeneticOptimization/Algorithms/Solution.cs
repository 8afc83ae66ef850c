namespace Trading.Sdk.GeneticOptimization;

/// <summary>One evaluated point.</summary>
/// <param name="Id">Number of the individual in its run, from 0.</param>
/// <param name="Values">Natural values of the variables.</param>
/// <param name="Objectives">Objectives, minimised.</param>
/// <param name="Constraints">Constraint values of the problem, then of the linear constraints; feasible when ≤ 0.</param>
/// <param name="Violation">Sum of the positive constraint values.</param>
public sealed record Solution(long Id, double[] Values, double[] Objectives, double[] Constraints, double Violation)
{
    /// <summary>True when no constraint is violated.</summary>
    public bool IsFeasible => Violation <= 0;
}
