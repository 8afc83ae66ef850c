using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds.Tests;

public class FailoverFeedRegistrationTests
{
    [Fact]
    public async Task AddFailoverFeed_OverRegisteredFeeds_TakesThemInOrderUnderItsName()
    {
        ServiceCollection services = Sources();
        services.AddFailoverFeed(["tws", "alpaca"], options => options.HoldTime = TimeSpan.FromSeconds(7));
        await using ServiceProvider provider = services.BuildServiceProvider();
        FailoverFeed feed = provider.GetRequiredService<FailoverFeed>();
        Assert.Same(feed, provider.GetRequiredKeyedService<ILiveFeed>("failover"));
        Assert.Equal("AAPL", feed.Instruments.Single().Symbol);
        Assert.Equal(0, feed.ActiveSource);
        FailoverOptions options = provider.GetRequiredService<IOptionsMonitor<FailoverOptions>>().Get("failover");
        Assert.Equal((TimeSpan.FromSeconds(7), "failover"), (options.HoldTime, options.Name));
        HealthCheckRegistration health = FailoverFeedServiceCollectionExtensions.CreateFailoverHealthCheck();
        Assert.Equal(HealthStatus.Unhealthy, (await health.Factory(provider).CheckHealthAsync(new HealthCheckContext(), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task AddFailoverFeed_SourcesThatDisagreeOnAnInstrument_AreRefused()
    {
        ServiceCollection services = Sources(backupTick: 0.05m);
        services.AddFailoverFeed(["tws", "alpaca"]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Contains("disagree on AAPL", Assert.Throws<ArgumentException>(() => provider.GetRequiredService<FailoverFeed>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddFailoverFeed_NoSourceTwiceOrItself_IsRefused()
    {
        var services = new ServiceCollection();
        string[][] wrong = [[], ["tws", "tws"], ["tws", "failover"]];
        foreach (string[] sources in wrong)
        {
            Assert.Throws<ArgumentException>("sources", () => services.AddFailoverFeed(sources));
        }

        services.AddFailoverFeed(["nobody"]);
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<FailoverFeed>());
    }

    [Fact]
    public void AddAlpacaFeed_SettingsOutOfRange_SayWhich()
    {
        var services = new ServiceCollection();
        services.AddAlpacaFeed(options => options.Key = options.Secret = "k");
        services.AddFailoverFeed(["alpaca"], options => options.HoldTime = TimeSpan.FromSeconds(-1));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Contains("Instruments", Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<AlpacaFeed>()).Message, StringComparison.Ordinal);
        Assert.Contains("HoldTime", Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<FailoverFeed>()).Message, StringComparison.Ordinal);
    }

    private static ServiceCollection Sources(decimal backupTick = 0.01m)
    {
        var services = new ServiceCollection();
        services.AddTwsDepthFeed(options => options.Subscriptions =
        [
            new TwsSubscription { Instrument = new Instrument(1, "AAPL", 0.01m, 1), Contract = new TwsContract { Symbol = "AAPL", Exchange = "SMART", SecurityType = "STK" } },
        ]);
        services.AddAlpacaFeed(options =>
        {
            options.Key = options.Secret = "k";
            options.Instruments = [new Instrument(1, "AAPL", backupTick, 1)];
        });
        return services;
    }
}
