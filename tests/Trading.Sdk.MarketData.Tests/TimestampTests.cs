namespace Trading.Sdk.MarketData.Tests;

public class TimestampTests
{
    [Fact]
    public void FromTimeSpan_AnyLength_IsExactOrTheMostThereIs()
    {
        Assert.Equal(1_500_000_000, Timestamp.FromTimeSpan(TimeSpan.FromSeconds(1.5)));
        Assert.Equal(-100, Timestamp.FromTimeSpan(TimeSpan.FromTicks(-1)));
        Assert.Equal(long.MaxValue, Timestamp.FromTimeSpan(TimeSpan.MaxValue));
        Assert.Equal(long.MinValue, Timestamp.FromTimeSpan(TimeSpan.MinValue));
    }
}
