namespace Trading.Sdk.Microstructure;

/// <summary>A fitted Hawkes process with its goodness of fit.</summary>
/// <param name="Parameters">Parameters at the maximum.</param>
/// <param name="LogLikelihood">Log-likelihood there.</param>
/// <param name="PoissonLogLikelihood">Log-likelihood of a constant rate: what the excitation is worth is the difference.</param>
/// <param name="KolmogorovSmirnov">Greatest distance of the time-rescaled gaps from the unit exponential distribution.</param>
/// <param name="PValue">Probability of such a distance when the parameters were given; as they were fitted to the same events it is on the high side.</param>
public sealed record HawkesFit(HawkesParameters Parameters, double LogLikelihood, double PoissonLogLikelihood, double KolmogorovSmirnov, double PValue);
