using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public class BinanceDepthFeedRegistrationTests
{
    [Fact]
    public async Task AddBinanceDepthFeed_SeveralByName_EachWithItsSettingsAndHealth()
    {
        var services = new ServiceCollection();
        services.AddBinanceDepthFeed(options => options.Instruments.Add(new Instrument(1, "BTCUSDT", 0.01m, 0.00001m)));
        services.AddBinanceDepthFeed(
            options =>
            {
                options.Venue = BinanceVenue.UsdMFutures;
                options.Instruments.Add(new Instrument(2, "ETHUSDT", 0.01m, 0.001m));
            },
            "futures");
        await using ServiceProvider provider = services.BuildServiceProvider();
        BinanceDepthFeed first = provider.GetRequiredService<BinanceDepthFeed>(), futures = provider.GetRequiredKeyedService<BinanceDepthFeed>("futures");
        Assert.Same(first, provider.GetRequiredKeyedService<ILiveFeed>("binance"));
        Assert.NotSame(first, futures);
        Assert.Equal("ETHUSDT", futures.Instruments.Single().Symbol);
        HealthCheckResult health = await new FeedHealthCheck(futures).CheckHealthAsync(new HealthCheckContext(), CancellationToken.None);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
    }

    [Fact]
    public async Task AddBinanceDepthFeed_SettingsOutOfRange_NameThemAll()
    {
        var services = new ServiceCollection();
        services.AddBinanceDepthFeed(options =>
        {
            options.StreamsPerConnection = 2000;
            options.SnapshotLevels = 7000;
            options.Streams = BinanceStreams.MarkPrice;
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        OptionsValidationException e = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<BinanceDepthFeed>());
        Assert.Equal(4, e.Failures.Count());
        Assert.Contains(e.Failures, f => f.StartsWith("Instruments is empty", StringComparison.Ordinal));
    }
}
