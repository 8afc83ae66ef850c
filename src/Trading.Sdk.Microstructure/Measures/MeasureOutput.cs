namespace Trading.Sdk.Microstructure;

/// <summary>One output of a measure.</summary>
/// <param name="Name">Name in lower case with underscores, unique within the measure.</param>
/// <param name="Unit">What a value counts in.</param>
/// <param name="WarmUp">Updates before the first value other than NaN: with 0 the first update already has one.</param>
public readonly record struct MeasureOutput(string Name, MeasureUnit Unit, int WarmUp = 0);
