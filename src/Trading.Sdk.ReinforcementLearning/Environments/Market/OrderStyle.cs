namespace Trading.Sdk.ReinforcementLearning;

/// <summary>How an order of a <see cref="MarketReplay"/> gets to its target.</summary>
public enum OrderStyle
{
    /// <summary>Takes what it needs at once from the other side.</summary>
    Take,

    /// <summary>Joins the queue at the best price with its whole size.</summary>
    Join,

    /// <summary>Joins the queue and shows a part of its size; each further part joins the end of the queue. A recording does not react to what is shown: here it costs priority, its gain shows only in a market that answers.</summary>
    Iceberg,

    /// <summary>Takes in equal slices over some rows.</summary>
    Slice,
}
