using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Trading.Sdk.DataFeeds;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Alpaca feeds.</summary>
public static class AlpacaFeedServiceCollectionExtensions
{
    /// <summary>Name of the feed that is registered without one.</summary>
    public const string DefaultName = "alpaca";

    /// <summary>
    /// Adds an <see cref="AlpacaFeed"/> by name: as keyed <see cref="AlpacaFeed"/> and <see cref="ILiveFeed"/>, the first one also
    /// without a key. The registered <see cref="TimeProvider"/> and logger are used. Who runs it is up to the host.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets key, secret and instruments.</param>
    /// <param name="name">Name of feed and options. Default <see cref="DefaultName"/>.</param>
    /// <remarks>Settings outside their range stop the host at its start (<see cref="OptionsValidationException"/>).</remarks>
    public static IServiceCollection AddAlpacaFeed(this IServiceCollection services, Action<AlpacaFeedOptions> configure, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return LiveFeedRegistration.Add<AlpacaFeed, AlpacaFeedOptions>(
            services,
            name,
            (options, provider) =>
            {
                options.Name = name;
                options.TimeProvider = provider.GetService<TimeProvider>() ?? options.TimeProvider;
                configure(options);
            },
            static options => LiveFeedRegistration.Problem(options, AlpacaFeedOptions.Validate),
            static (provider, options) => new AlpacaFeed(options, provider.GetService<ILogger<AlpacaFeed>>()));
    }

    /// <summary>The health of a feed registered by <see cref="AddAlpacaFeed"/>, to be added to the host's checks: healthy while it is live.</summary>
    /// <param name="name">Name of the feed, and of the check.</param>
    public static HealthCheckRegistration CreateAlpacaHealthCheck(string name = DefaultName) => LiveFeedRegistration.CreateHealthCheck(name);
}
