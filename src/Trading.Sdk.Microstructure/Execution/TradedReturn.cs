namespace Trading.Sdk.Microstructure;

/// <summary>The return of an interval with the value traded in it.</summary>
/// <param name="LogReturn">Logarithmic return over the interval.</param>
/// <param name="Value">Price × quantity traded in it, in the unit of account; an interval without trades is left out.</param>
public readonly record struct TradedReturn(double LogReturn, double Value);
