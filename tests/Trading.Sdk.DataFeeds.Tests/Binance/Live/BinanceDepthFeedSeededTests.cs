using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public class BinanceDepthFeedSeededTests
{
    /// <summary>Each seed draws a market and a series of faults; the book is compared with the truth after every message of every run.</summary>
    [Fact]
    public async Task RandomFaults_BookEqualsTheTruthAtEveryId_AndIsLiveAtTheEnd()
    {
        int runs = TestEffort.Count(60, 500);
        var gate = new SemaphoreSlim(4);
        await Task.WhenAll(Enumerable.Range(1, runs).Select(async seed =>
        {
            await gate.WaitAsync();
            try
            {
                await RunAsync(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
            finally
            {
                gate.Release();
            }
        }));
    }

    private static async Task RunAsync(int seed)
    {
#pragma warning disable RS0030 // Seeded.
        var random = new Random(seed);
#pragma warning restore RS0030
        var venue = new FakeBinanceOptions { Market = (FakeBinanceMarket)random.Next(3), Seed = seed, LevelsPerSide = 60 };
        await using var session = new LiveSession(venue);
        session.Fake.StartPublishing(TimeSpan.FromMilliseconds(3));
        session.Start();
        for (int i = 0; i < 6; i++)
        {
            string symbol = venue.Symbols[random.Next(venue.Symbols.Count)].Name;
            switch (random.Next(9))
            {
                case 0 or 1 or 2:
                    session.Fake.Publish(symbol, (FakeStreamFault)random.Next(Enum.GetValues<FakeStreamFault>().Length));
                    break;
                case 3 or 4:
                    // Never answering and long refusals are tried alone: they cost seconds.
                    FakeSnapshotFault[] quick = [FakeSnapshotFault.Late, FakeSnapshotFault.Stale, FakeSnapshotFault.Empty, FakeSnapshotFault.NoBody, FakeSnapshotFault.Truncated, FakeSnapshotFault.Cut, FakeSnapshotFault.ServerError];
                    session.Fake.FailSnapshot(quick[random.Next(quick.Length)], TimeSpan.FromMilliseconds(random.Next(100)));
                    session.Fake.Publish(symbol, FakeStreamFault.Gap);
                    break;
                case 5:
                    session.Fake.Cut(random.Next(400));
                    break;
                case 6:
                    session.Fake.Split(random.Next(200), random.Next(2) * random.Next(1, 50));
                    break;
                case 7:
                    session.Fake.AnnounceShutdown();
                    break;
                default:
                    await session.Fake.CloseStreamsAsync();
                    break;
            }

            await Task.Delay(random.Next(30));
        }

        await session.Fake.StopPublishingAsync();
        await session.CatchUpAsync();
        Assert.True(session.Compared > 0);
    }
}
