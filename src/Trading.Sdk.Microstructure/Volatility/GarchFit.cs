namespace Trading.Sdk.Microstructure;

/// <summary>A fitted GARCH(1,1).</summary>
/// <param name="Parameters">Parameters at the maximum.</param>
/// <param name="LogLikelihood">Gaussian log-likelihood there.</param>
/// <param name="LastVariance">σ² of the last return of the sample.</param>
/// <param name="LastResidual">Its residual.</param>
/// <param name="RobustErrors">Standard errors of μ, ω, α, β after Bollerslev and Wooldridge; NaN when the Hessian is singular.</param>
/// <param name="HessianErrors">Standard errors from the inverse Hessian; NaN when it is singular.</param>
public sealed record GarchFit(
    GarchParameters Parameters,
    double LogLikelihood,
    double LastVariance,
    double LastResidual,
    double[] RobustErrors,
    double[] HessianErrors)
{
    /// <summary>Forecasts the variance of the next steps.</summary>
    /// <param name="variance">Receives σ² of steps 1, 2, …</param>
    public void Forecast(Span<double> variance) => Garch.Forecast(Parameters, LastVariance, LastResidual, variance);
}
