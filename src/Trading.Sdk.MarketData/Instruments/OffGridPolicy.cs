namespace Trading.Sdk.MarketData;

/// <summary>What happens to a value that is not a multiple of its increment.</summary>
public enum OffGridPolicy : byte
{
    /// <summary>It is an error.</summary>
    Reject = 0,

    /// <summary>It is rounded to the nearest multiple, halves away from zero.</summary>
    Round = 1,
}
