namespace Trading.Sdk.Spectrum;

/// <summary>A sinusoidal cycle found in a series. Times and periods are in units of 1/sampling rate's unit (seconds for a rate in Hz).</summary>
/// <param name="Period">Length of one cycle.</param>
/// <param name="PeriodLow">Lower end of the confidence interval of the period.</param>
/// <param name="PeriodHigh">Upper end; infinity when the interval reaches frequency 0.</param>
/// <param name="Frequency">1/period.</param>
/// <param name="FrequencyError">Standard error of the frequency: the Cramér–Rao bound in red noise of the fitted level.</param>
/// <param name="Amplitude">Half the distance from trough to peak, in units of the series.</param>
/// <param name="Power">Variance of the cycle: amplitude²/2.</param>
/// <param name="PowerShare">Power over the variance of the detrended series.</param>
/// <param name="Phase">Phase at the last sample in radians, −π to π: 0 is a peak, ±π a trough, negative values rise towards the peak.</param>
/// <param name="PValue">Chance that red noise of the fitted autocorrelation shows so strong a peak anywhere in the tested range (Šidák over frequencies).</param>
/// <param name="NextPeak">Time from the last sample to the projected next peak, 0 to one period.</param>
/// <param name="NextTrough">Time from the last sample to the projected next trough, 0 to one period.</param>
public readonly record struct Cycle(
    double Period,
    double PeriodLow,
    double PeriodHigh,
    double Frequency,
    double FrequencyError,
    double Amplitude,
    double Power,
    double PowerShare,
    double Phase,
    double PValue,
    double NextPeak,
    double NextTrough)
{
    /// <summary>The cycle's projected value (around 0) at a time after the last sample.</summary>
    /// <param name="ahead">Time after the last sample; negative times look back.</param>
    public double Project(double ahead) => Amplitude * Math.Cos(Phase + (2 * Math.PI * Frequency * ahead));
}
