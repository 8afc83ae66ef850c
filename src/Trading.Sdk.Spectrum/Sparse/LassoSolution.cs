namespace Trading.Sdk.Spectrum;

/// <summary>A solution of the lasso or elastic net.</summary>
/// <param name="Coefficients">One for each atom.</param>
/// <param name="Objective">½‖y − Dx‖² + λ1‖x‖₁ + ½λ2‖x‖².</param>
/// <param name="DualityGap">Proof of optimality: the objective is at most this above the minimum.</param>
/// <param name="Sweeps">Sweeps taken.</param>
/// <param name="Converged">Whether the gap asked for was reached.</param>
public sealed record LassoSolution(double[] Coefficients, double Objective, double DualityGap, int Sweeps, bool Converged);
