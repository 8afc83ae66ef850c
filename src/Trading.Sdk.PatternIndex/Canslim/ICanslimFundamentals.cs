namespace Trading.Sdk.PatternIndex;

/// <summary>Where fundamentals come from. The host implements it over its own data.</summary>
public interface ICanslimFundamentals
{
    /// <summary>What was published at or before a time; null when nothing is known.</summary>
    CanslimFundamentals? AsOf(string symbol, long timeNanos);
}
