namespace Trading.Sdk;

/// <summary>How a source or model has done over its latest resolved signals.</summary>
/// <param name="Source">Name of the source, or of the model version.</param>
/// <param name="Signals">Resolved signals in the window.</param>
/// <param name="HitRate">Share whose direction was right.</param>
/// <param name="Brier">Mean squared error of the probabilities; 0.25 says nothing.</param>
/// <param name="MeanReturn">Mean log return in the direction of the signals.</param>
/// <param name="IsDrifting">True once the errors rose for good since the start.</param>
public sealed record SourcePerformance(string Source, int Signals, double HitRate, double Brier, double MeanReturn, bool IsDrifting);
