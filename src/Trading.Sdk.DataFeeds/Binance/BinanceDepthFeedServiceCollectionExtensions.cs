using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Trading.Sdk.DataFeeds;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers live Binance feeds.</summary>
public static class BinanceDepthFeedServiceCollectionExtensions
{
    /// <summary>Name of the feed that is registered without one.</summary>
    public const string DefaultName = "binance";

    /// <summary>
    /// Adds a <see cref="BinanceDepthFeed"/> by name: as keyed <see cref="BinanceDepthFeed"/> and <see cref="ILiveFeed"/>, the first one
    /// also without a key. Its REST requests go through the named client <paramref name="name"/>; the registered
    /// <see cref="TimeProvider"/> and logger factory are used where the settings name none. Who runs it is up to the host.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the instruments and whatever else differs from the defaults.</param>
    /// <param name="name">Name of feed, options and HTTP client. Default <see cref="DefaultName"/>.</param>
    /// <remarks>Settings outside their range stop the host at its start (<see cref="OptionsValidationException"/>).</remarks>
    public static IServiceCollection AddBinanceDepthFeed(this IServiceCollection services, Action<BinanceFeedOptions> configure, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.AddHttpClient(name).ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan);
        return LiveFeedRegistration.Add<BinanceDepthFeed, BinanceFeedOptions>(
            services,
            name,
            (options, provider) =>
            {
                options.Name = name;
                options.TimeProvider = provider.GetService<TimeProvider>() ?? options.TimeProvider;
                options.Logger = provider.GetService<ILoggerFactory>()?.CreateLogger($"Trading.Sdk.DataFeeds.{name}") ?? options.Logger;
                configure(options);
            },
            static options => options.FindProblems(),
            (provider, options) => new BinanceDepthFeed(options, provider.GetRequiredService<IHttpClientFactory>().CreateClient(name)));
    }

    /// <summary>
    /// The health of a feed registered by <see cref="AddBinanceDepthFeed"/>, to be added to the host's checks: healthy while every
    /// instrument is live.
    /// </summary>
    /// <param name="name">Name of the feed, and of the check.</param>
    public static HealthCheckRegistration CreateBinanceHealthCheck(string name = DefaultName) => LiveFeedRegistration.CreateHealthCheck(name);
}
