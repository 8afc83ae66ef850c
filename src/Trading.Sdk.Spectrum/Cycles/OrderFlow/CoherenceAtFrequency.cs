namespace Trading.Sdk.Spectrum;

/// <summary>How far two series move together at a frequency.</summary>
/// <param name="Frequency">Cycles per unit of time.</param>
/// <param name="Coherence">Squared coherence, 0 to 1.</param>
/// <param name="Phase">Phase by which the second series leads the first, in radians, −π to π.</param>
/// <param name="Delay">Time by which the second series follows the first, known up to whole periods; negative when it leads.</param>
/// <param name="PValue">Chance of such a coherence between independent series at this frequency.</param>
/// <param name="FamilyPValue">The same for any of the frequencies (Šidák).</param>
public readonly record struct CoherenceAtFrequency(double Frequency, double Coherence, double Phase, double Delay, double PValue, double FamilyPValue);
