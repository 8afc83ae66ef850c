namespace Trading.Sdk.DataFeeds;

/// <summary>Schemas of Databento files that are read.</summary>
public enum DatabentoSchema : ushort
{
    /// <summary>Market by order: every order event (level 3).</summary>
    Mbo = 0,

    /// <summary>Market by price, one level: every change of the best bid and ask, and trades.</summary>
    Mbp1 = 1,
}
