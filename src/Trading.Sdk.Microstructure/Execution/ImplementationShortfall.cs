using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>What executing a decision cost against the price at which it was taken, split after Perold. All amounts positive = a cost, in price × quantity units.</summary>
/// <param name="Delay">(arrival − decision) · side · ordered quantity filled: the price moved before the order came to the market.</param>
/// <param name="Trading">(average fill − arrival) · side · filled: spread and impact of the trading, its slippage.</param>
/// <param name="Opportunity">(final − decision) · side · unfilled: what the part that was not done would have earned.</param>
/// <param name="Fees">Fees paid.</param>
/// <remarks>A. Perold, "The Implementation Shortfall: Paper versus Reality", J. Portfolio Management 14(3), 1988.</remarks>
public readonly record struct ImplementationShortfall(double Delay, double Trading, double Opportunity, double Fees)
{
    /// <summary>The sum: paper return minus real return.</summary>
    public double Total => Delay + Trading + Opportunity + Fees;

    /// <summary>Measures an execution.</summary>
    /// <param name="side">Bid = a purchase, Ask = a sale.</param>
    /// <param name="decisionPrice">Price when the decision was taken.</param>
    /// <param name="arrivalPrice">Price when the order reached the market.</param>
    /// <param name="finalPrice">Price at which the unfilled part is valued.</param>
    /// <param name="orderedQuantity">Quantity decided, above 0.</param>
    /// <param name="fillPrices">Price of each fill.</param>
    /// <param name="fillQuantities">Quantity of each fill, above 0, together not above the ordered one.</param>
    /// <param name="fees">Fees paid. Default 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, or more was filled than ordered.</exception>
    public static ImplementationShortfall Compute(Side side, double decisionPrice, double arrivalPrice, double finalPrice, double orderedQuantity, ReadOnlySpan<double> fillPrices, ReadOnlySpan<double> fillQuantities, double fees = 0)
    {
        Require.SameLength(fillQuantities.Length, fillPrices.Length, nameof(fillQuantities));
        Require.Finite(fillPrices, nameof(fillPrices));
        Require.Finite(fillQuantities, nameof(fillQuantities));
        Require.Above(orderedQuantity, 0.0, nameof(orderedQuantity));
        double filled = 0, trading = 0;
        for (int i = 0; i < fillPrices.Length; i++)
        {
            Require.Above(fillQuantities[i], 0.0, nameof(fillQuantities));
            filled += fillQuantities[i];
            trading += (fillPrices[i] - arrivalPrice) * fillQuantities[i];
        }

        if (filled > orderedQuantity * (1.0 + 1e-12))
        {
            throw new ArgumentException($"Filled {filled} of {orderedQuantity}.", nameof(fillQuantities));
        }

        int d = side.Sign();
        return new ImplementationShortfall(d * (arrivalPrice - decisionPrice) * filled, d * trading, d * (finalPrice - decisionPrice) * Math.Max(0.0, orderedQuantity - filled), fees);
    }
}
