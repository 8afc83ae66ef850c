namespace Trading.Sdk.Microstructure;

/// <summary>A function to minimise; infinity outside its domain.</summary>
internal delegate double Objective(ReadOnlySpan<double> x);
