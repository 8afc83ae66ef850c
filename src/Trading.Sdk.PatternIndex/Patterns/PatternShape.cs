namespace Trading.Sdk.PatternIndex;

/// <summary>What was taken out of a window when it was brought to a common size.</summary>
/// <param name="IsFlat">The window hardly moved; its price shape is zero.</param>
/// <param name="Deviation">Standard deviation of the window's log prices.</param>
/// <param name="Change">Log return from the first to the last bar.</param>
public readonly record struct PatternShape(bool IsFlat, double Deviation, double Change);
