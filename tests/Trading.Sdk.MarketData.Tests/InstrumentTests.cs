using Trading.Sdk.MarketData;

namespace Trading.Sdk.MarketData.Tests;

public class InstrumentTests
{
    [Fact]
    public void ParseQuotePrice_OffTheQuotingGrid_FollowsThePolicy()
    {
        // Stored at 0.0001 so that trades print between quotes; quoted at 0.01 from one dollar on.
        TickSchedule schedule = new(new TickBand(0, 1), new TickBand(10_000, 100));
        var reject = new Instrument(1, "ABC", 0.0001m, 1) { Quoting = schedule };
        var round = new Instrument(1, "ABC", 0.0001m, 1) { Quoting = schedule, OffGrid = OffGridPolicy.Round };

        Assert.Equal(9_999, reject.ParseQuotePrice("0.9999"u8));
        Assert.Equal(10_100, reject.ParseQuotePrice("1.01"u8));
        Assert.Equal(10_150, reject.ParsePrice("1.015"u8));
        Assert.Contains("1.0150", Assert.Throws<MarketDataFormatException>(() => reject.ParseQuotePrice("1.015"u8)).Message, StringComparison.Ordinal);
        Assert.Equal(10_200, round.ParseQuotePrice("1.015"u8));
        Assert.Equal(10_100, round.ParseQuotePrice("1.0149"u8));
    }

    [Fact]
    public void ParseQuantity_OffTheLot_FollowsThePolicyAndNeverVanishes()
    {
        var reject = new Instrument(1, "ABC", 0.01m, 0.01m);
        var round = new Instrument(1, "ABC", 0.01m, 0.01m) { QuantityOffGrid = OffGridPolicy.Round };
        Assert.Throws<MarketDataFormatException>(() => reject.ParseQuantity("1.005"u8));
        Assert.Equal(101, round.ParseQuantity("1.005"u8, out bool rounded));
        Assert.True(rounded);
        Assert.Equal(1, round.ParseQuantity("0.0001"u8));
        Assert.Equal(0, round.ParseQuantity("0.000"u8, out rounded));
        Assert.False(rounded);
        Assert.Throws<MarketDataFormatException>(() => round.ParseQuantity("abc"u8));
    }

    [Fact]
    public void TickSchedule_Bands_DecideTickAndRounding()
    {
        TickSchedule schedule = new(new TickBand(0, 5), new TickBand(103, 10));
        Assert.Equal(5, schedule.TickAt(102));
        Assert.Equal(10, schedule.TickAt(103));
        Assert.True(schedule.IsOnGrid(113));
        Assert.False(schedule.IsOnGrid(110));
        Assert.Equal(113, schedule.Round(108));
        Assert.Equal(-5, schedule.Round(-6));
        Assert.True(schedule.IsOnGrid(-10));
    }

    [Fact]
    public void TickSchedule_InvalidBands_Throw()
    {
        Assert.Throws<ArgumentException>(() => new TickSchedule());
        Assert.Throws<ArgumentException>(() => new TickSchedule(new TickBand(1, 1)));
        Assert.Throws<ArgumentException>(() => new TickSchedule(new TickBand(0, 0)));
        Assert.Throws<ArgumentException>(() => new TickSchedule(new TickBand(0, 1), new TickBand(0, 2)));
    }

    [Fact]
    public void InstrumentTable_SameIdOrNameTwice_IsRefused()
    {
        var a = new Instrument(1, "A", 1, 1, "X");
        Assert.Throws<ArgumentException>(() => new InstrumentTable([a, new Instrument(1, "B", 1, 1, "X")]));
        Assert.Throws<ArgumentException>(() => new InstrumentTable([a, new Instrument(2, "A", 1, 1, "X")]));
        var table = new InstrumentTable([a, new Instrument(2, "A", 1, 1, "Y")]);
        Assert.Same(a, table[1]);
        Assert.True(table.TryGet("Y", "A", out Instrument? other) && other.Id == 2);
        Assert.Throws<KeyNotFoundException>(() => table[3]);
    }
}
