namespace Trading.Sdk.Spectrum;

/// <summary>The Bartlett spectrum of a stream of events.</summary>
/// <param name="Frequencies">Frequencies k/T, k = 1, 2, …, in cycles per unit of time.</param>
/// <param name="Power">Periodogram over the rate: 1 on average at every frequency when events come independently of each other.</param>
/// <param name="Rate">Events per unit of time.</param>
/// <param name="Events">Number of events.</param>
/// <param name="PeakFrequency">The frequency of largest power.</param>
/// <param name="PoissonPValue">Chance that independent arrivals show so large a power at any of the frequencies (Šidák). Small also when events merely cluster: for cycles among clusters see <see cref="OrderFlowCycles"/>.</param>
public sealed record EventSpectrum(double[] Frequencies, double[] Power, double Rate, int Events, double PeakFrequency, double PoissonPValue);
