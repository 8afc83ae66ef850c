using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Trading.Sdk.DataFeeds;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Interactive Brokers feeds.</summary>
public static class TwsDepthFeedServiceCollectionExtensions
{
    /// <summary>Name of the feed that is registered without one.</summary>
    public const string DefaultName = "tws";

    /// <summary>
    /// Adds a <see cref="TwsDepthFeed"/> by name: as keyed <see cref="TwsDepthFeed"/> and <see cref="ILiveFeed"/>, the first one also
    /// without a key. The registered <see cref="TimeProvider"/> and logger are used. Who runs it is up to the host.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets connection and subscriptions.</param>
    /// <param name="name">Name of feed and options. Default <see cref="DefaultName"/>.</param>
    /// <remarks>Settings outside their range stop the host at its start (<see cref="OptionsValidationException"/>).</remarks>
    public static IServiceCollection AddTwsDepthFeed(this IServiceCollection services, Action<TwsFeedOptions> configure, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return LiveFeedRegistration.Add<TwsDepthFeed, TwsFeedOptions>(
            services,
            name,
            (options, provider) =>
            {
                options.Name = name;
                configure(options);
                // Behind the caller's settings, which may bring a new client: a clock set there stays.
                if (provider.GetService<TimeProvider>() is { } clock && ReferenceEquals(options.Client.TimeProvider, TimeProvider.System))
                {
                    options.Client = options.Client with { TimeProvider = clock };
                }
            },
            static options => LiveFeedRegistration.Problem(options, TwsFeedOptions.Validate),
            static (provider, options) => new TwsDepthFeed(options, provider.GetService<ILogger<TwsDepthFeed>>()));
    }

    /// <summary>The health of a feed registered by <see cref="AddTwsDepthFeed"/>, to be added to the host's checks: healthy while it is live.</summary>
    /// <param name="name">Name of the feed, and of the check.</param>
    public static HealthCheckRegistration CreateTwsHealthCheck(string name = DefaultName) => LiveFeedRegistration.CreateHealthCheck(name);
}
