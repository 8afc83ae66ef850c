namespace Trading.Sdk.Spectrum;

/// <summary>One cycle in one window of a series.</summary>
/// <param name="End">Time of the window's last sample, counted from the first sample of the series.</param>
/// <param name="Amplitude">Amplitude in units of the series.</param>
/// <param name="Phase">Phase at the first sample of the whole series, in radians, −π to π: the same in every window for a steady cycle.</param>
/// <param name="PValue">Chance that red noise shows so strong a cycle at this one frequency in the window.</param>
public readonly record struct CycleWindow(double End, double Amplitude, double Phase, double PValue);
