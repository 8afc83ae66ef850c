namespace Trading.Sdk.Backtesting;

/// <summary>The label of one event.</summary>
/// <param name="Start">Bar of the event.</param>
/// <param name="End">Bar at which the label is known: the touching bar, or the vertical barrier.</param>
/// <param name="Label">1 = upper barrier first, −1 = lower, 0 = neither.</param>
/// <param name="Return">close[End] / close[Start] − 1.</param>
public readonly record struct BarrierLabel(int Start, int End, int Label, double Return);
