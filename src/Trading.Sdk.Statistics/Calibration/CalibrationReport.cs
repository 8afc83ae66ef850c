namespace Trading.Sdk.Statistics;

/// <summary>How good probabilities are. Smaller is better except for resolution and uncertainty.</summary>
/// <param name="Brier">Mean (p−label)² (Brier 1950).</param>
/// <param name="LogLoss">Mean −ln of the probability given to what happened, p clipped to 10⁻¹⁵ … 1−10⁻¹⁵.</param>
/// <param name="Reliability">Murphy's first term: Σ share·(mean p − mean label)² over bins.</param>
/// <param name="Resolution">Murphy's second term: Σ share·(mean label − base rate)².</param>
/// <param name="Uncertainty">Murphy's third term: base·(1−base).</param>
/// <param name="ExpectedCalibrationError">Σ share·|mean p − mean label| over bins.</param>
/// <remarks>Brier = reliability − resolution + uncertainty exactly when probabilities are equal within each bin (A. Murphy 1973).</remarks>
public readonly record struct CalibrationReport(double Brier, double LogLoss, double Reliability, double Resolution, double Uncertainty, double ExpectedCalibrationError);
