using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Microstructure.Tests;

public class BookDistanceTests
{
    [Fact]
    public void DepthWithin_AnyTouchAndDistance_EqualsTheBooksOwnReading()
    {
        var random = new SimulationRandom(41);
        for (int i = 0; i < 2_000; i++)
        {
            var book = new SortedBook(new Instrument(1, "X", 1, 1));
            long bid = i % 10 == 0 ? random.NextInt64(-50, 50) : random.NextInt64(1, i % 7 == 0 ? 1L << 58 : 100_000);
            book.Set(Side.Bid, bid, 5).Set(Side.Ask, bid + random.NextInt64(1, 20), 7);
            QuoteTick quote = QuoteTick.Of(book, 0);
            int basisPoints = 1 + random.NextInt32(10_000);
            foreach (Side side in (Side[])[Side.Bid, Side.Ask])
            {
                Assert.Equal(book.DepthWithinBasisPoints(side, basisPoints), BookDistance.DepthWithin(book, side, basisPoints, quote));
            }
        }
    }
}
