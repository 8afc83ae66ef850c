using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.MarketData.Tests;

public class MarketEventTests
{
    [Fact]
    public void MarketEvent_Layout_Is64BytesWithFixedOffsets()
    {
        Assert.Equal(64, Unsafe.SizeOf<MarketEvent>());
        Assert.Equal(64, MarketEvent.SizeInBytes);
        var e = new MarketEvent
        {
            Kind = MarketEventKind.Trade,
            Side = Side.Ask,
            Flags = MarketEventFlags.EndOfMessage,
            SourceId = 0x0102,
            ParticipantId = 0x0304,
            InstrumentId = 0x05060708,
            Count = 0x090A0B0C,
            ExchangeTime = 1,
            ReceiveTime = 2,
            Price = 3,
            Quantity = 4,
            Sequence = 5,
            Id = 6,
        };
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<MarketEvent>(in e));
        byte[] expected =
        [
            3, 2, 1, 0, 2, 1, 4, 3, 8, 7, 6, 5, 12, 11, 10, 9,
            1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0,
            4, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, bytes.ToArray());
    }

    [Fact]
    public void Timestamp_Conversions_RoundTowardsThePast()
    {
        var time = new DateTimeOffset(2024, 8, 9, 0, 5, 5, TimeSpan.FromHours(2));
        long nanos = Timestamp.FromDateTimeOffset(time);
        Assert.Equal(time, Timestamp.ToDateTimeOffset(nanos));
        Assert.Equal(time, Timestamp.ToDateTimeOffset(nanos + 99));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), Timestamp.ToDateTimeOffset(-1));
        Assert.Equal(1_672_515_782_136_000_000, Timestamp.FromMilliseconds(1_672_515_782_136));
        Assert.Throws<OverflowException>(() => Timestamp.FromSeconds(long.MaxValue / 10));
    }
}
