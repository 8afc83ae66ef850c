namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A fill in a market environment.</summary>
/// <param name="DecisionRow">Row whose observation the decision was made on.</param>
/// <param name="Row">Row at whose prices it was filled; always later.</param>
/// <param name="Quantity">Units, positive for bought and negative for sold.</param>
/// <param name="Price">Price of a unit.</param>
/// <param name="Fee">Fee paid, negative for a rebate.</param>
/// <param name="IsPassive">True when the order waited in the queue.</param>
public readonly record struct MarketFill(int DecisionRow, int Row, double Quantity, double Price, double Fee, bool IsPassive);
