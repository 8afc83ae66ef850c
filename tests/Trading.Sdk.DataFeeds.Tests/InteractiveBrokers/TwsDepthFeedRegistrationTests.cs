using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests;

public class TwsDepthFeedRegistrationTests
{
    [Fact]
    public async Task AddTwsDepthFeed_SeveralByName_EachWithItsSettings()
    {
        var services = new ServiceCollection();
        services.AddTwsDepthFeed(options => options.Subscriptions = [Subscription(1, "AAPL")]);
        services.AddTwsDepthFeed(options => options.Subscriptions = [Subscription(2, "MSFT")], "paper");
        await using ServiceProvider provider = services.BuildServiceProvider();
        TwsDepthFeed first = provider.GetRequiredService<TwsDepthFeed>(), paper = provider.GetRequiredKeyedService<TwsDepthFeed>("paper");
        Assert.Same(first, provider.GetRequiredKeyedService<ILiveFeed>(TwsDepthFeedServiceCollectionExtensions.DefaultName));
        Assert.Same(paper, provider.GetRequiredKeyedService<ILiveFeed>("paper"));
        Assert.Equal(("AAPL", "MSFT"), (first.Instruments.Single().Symbol, paper.Instruments.Single().Symbol));
        Assert.Equal("paper", provider.GetRequiredService<IOptionsMonitor<TwsFeedOptions>>().Get("paper").Name);
    }

    [Fact]
    public async Task AddTwsDepthFeed_RegisteredClock_IsUsedEvenWithANewClientButNotOverOneThatWasSet()
    {
        ManualTimeProvider registered = new(), own = new();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(registered);
        services.AddTwsDepthFeed(options =>
        {
            options.Client = new TwsClientOptions { Port = 4002 };
            options.Subscriptions = [Subscription(1, "AAPL")];
        });
        services.AddTwsDepthFeed(
            options =>
            {
                options.Client.TimeProvider = own;
                options.Subscriptions = [Subscription(1, "AAPL")];
            },
            "own");
        await using ServiceProvider provider = services.BuildServiceProvider();
        IOptionsMonitor<TwsFeedOptions> settings = provider.GetRequiredService<IOptionsMonitor<TwsFeedOptions>>();
        Assert.Equal((4002, registered), (settings.Get("tws").Client.Port, settings.Get("tws").Client.TimeProvider));
        Assert.Same(own, settings.Get("own").Client.TimeProvider);
    }

    [Fact]
    public async Task AddTwsDepthFeed_SettingsOutOfRange_SayWhich()
    {
        var services = new ServiceCollection();
        services.AddTwsDepthFeed(_ => { });
        services.AddTwsDepthFeed(
            options =>
            {
                options.Subscriptions = [Subscription(1, "AAPL")];
                options.RestartWindow = new TwsRestartWindow(TimeOnly.MinValue, TimeSpan.FromHours(25), TimeZoneInfo.Utc);
            },
            "window");
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Contains("Subscriptions", Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<TwsDepthFeed>()).Message, StringComparison.Ordinal);
        Assert.Contains("restart window", Assert.Throws<OptionsValidationException>(() => provider.GetRequiredKeyedService<TwsDepthFeed>("window")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateTwsHealthCheck_FollowsTheFeed()
    {
        await using var gateway = new FakeTwsGateway(new FakeTwsScenario { Depth = new Dictionary<string, FakeTwsDepth> { ["AAPL@X"] = FakeTwsDepth.Always(false, [FakeTwsStep.Row(0, 0, 1, "10", "5")]) } });
        var services = new ServiceCollection();
        services.AddTwsDepthFeed(options =>
        {
            options.Client.Port = gateway.Port;
            options.Subscriptions = [Subscription(1, "AAPL")];
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthCheckRegistration registration = TwsDepthFeedServiceCollectionExtensions.CreateTwsHealthCheck();
        IHealthCheck check = registration.Factory(provider);
        Assert.Equal("tws", registration.Name);
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(check));

        TwsDepthFeed feed = provider.GetRequiredService<TwsDepthFeed>();
        var live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stale = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        feed.StatusChanged += (_, e) =>
        {
            if (e.InstrumentId == FeedStatusChangedEventArgs.WholeFeed)
            {
                _ = e.Current.State switch { FeedState.Live => live.TrySetResult(), FeedState.Stale => stale.TrySetResult(), _ => false };
            }
        };
        using var stop = new CancellationTokenSource();
        Task running = feed.RunAsync(new Nowhere(), stop.Token);
        await live.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(check));
        await gateway.NotifyAsync(1100, "lost");
        await stale.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(HealthStatus.Degraded, await StatusAsync(check));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(check));
    }

    private static async Task<HealthStatus> StatusAsync(IHealthCheck check) => (await check.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None)).Status;

    private static TwsSubscription Subscription(int id, string symbol) => new()
    {
        Instrument = new Instrument(id, symbol, 0.01m, 1),
        Contract = new TwsContract { Symbol = symbol, Exchange = "X", SecurityType = "STK" },
    };

    private sealed class Nowhere : IMarketEventSink
    {
        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
        }
    }
}
