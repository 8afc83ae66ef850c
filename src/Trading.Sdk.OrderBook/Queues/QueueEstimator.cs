namespace Trading.Sdk.OrderBook;

/// <summary>
/// Estimates, from level-2 data alone, the quantity ahead of an own order: trades at its price take from the front; a
/// decrease of the level beyond those trades is shared out by a <see cref="QueueModel"/>; an increase joins behind.
/// </summary>
/// <remarks>
/// The accounting is hftbacktest's, with the quantity ahead held at or above 0 after each change of the level. Quantities are
/// in any one unit. <see cref="QuantityAhead"/> below 0 after a trade is the part of the trade that reached the order.
/// </remarks>
public sealed class QueueEstimator
{
    private double tradedSinceDepth;

    /// <summary>Starts at the end of a level.</summary>
    /// <param name="model">What is believed about decreases.</param>
    /// <param name="quantityAhead">The quantity of the level when the order was accepted, at least 0.</param>
    public QueueEstimator(QueueModel model, double quantityAhead)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!(quantityAhead >= 0) || double.IsInfinity(quantityAhead))
        {
            throw new ArgumentOutOfRangeException(nameof(quantityAhead), quantityAhead, "The quantity ahead is finite and at least 0.");
        }

        Model = model;
        Front = quantityAhead;
    }

    /// <summary>The model.</summary>
    public QueueModel Model { get; }

    /// <summary>Estimated quantity ahead, never below 0.</summary>
    public double QuantityAhead => Math.Max(Front, 0);

    /// <summary>Quantity of trades that reached the order and has not been taken by <see cref="TakeFill"/>.</summary>
    public double Reached => Math.Max(-Front, 0);

    /// <summary>The raw figure: quantity ahead, or minus the quantity that reached the order.</summary>
    internal double Front { get; private set; }

    /// <summary>A trade at the order's price.</summary>
    /// <param name="quantity">At least 0.</param>
    public void OnTrade(double quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        Front -= quantity;
        tradedSinceDepth += quantity;
    }

    /// <summary>The level of the order's price changed.</summary>
    /// <param name="previous">Quantity before, at least 0.</param>
    /// <param name="current">Quantity now, at least 0.</param>
    public void OnDepth(double previous, double current)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(previous);
        ArgumentOutOfRangeException.ThrowIfNegative(current);
        double decrease = previous - current - tradedSinceDepth;
        tradedSinceDepth = 0;
        if (Model.IsRiskAverse || decrease < 0)
        {
            Front = Math.Min(Front, current);
        }
        else
        {
            double back = previous - Front, behind = Model.ProbabilityBehind(Math.Max(Front, 0), back);
            double estimate = Front - ((1 - behind) * decrease) + Math.Min(back - (behind * decrease), 0);
            Front = Math.Min(estimate, current);
        }

        Front = Math.Max(Front, 0);
    }

    /// <summary>Whether a trade has reached the order by at least half a step of quantity.</summary>
    /// <param name="step">The smallest quantity, above 0.</param>
    public bool IsReached(double step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        return Math.Round(Front / step, MidpointRounding.AwayFromZero) < 0;
    }

    /// <summary>Takes the quantity that reached the order, at most what is left of it; the order then stands at the front.</summary>
    public double TakeFill(double left)
    {
        double fill = Math.Min(Reached, left);
        Front = Math.Max(Front, 0);
        return fill;
    }
}
