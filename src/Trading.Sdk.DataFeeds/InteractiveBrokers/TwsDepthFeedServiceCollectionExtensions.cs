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
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.AddSingleton<IValidateOptions<TwsFeedOptions>>(new Validation(name));
        services.AddOptions<TwsFeedOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                options.Name = name;
                configure(options);
                // Behind the caller's settings, which may bring a new client: a clock set there stays.
                if (provider.GetService<TimeProvider>() is { } clock && ReferenceEquals(options.Client.TimeProvider, TimeProvider.System))
                {
                    options.Client = options.Client with { TimeProvider = clock };
                }
            })
            .ValidateOnStart();
        services.AddKeyedSingleton(name, (provider, _) => new TwsDepthFeed(provider.GetRequiredService<IOptionsMonitor<TwsFeedOptions>>().Get(name), provider.GetService<ILogger<TwsDepthFeed>>()));
        services.AddKeyedSingleton<ILiveFeed>(name, (provider, _) => provider.GetRequiredKeyedService<TwsDepthFeed>(name));
        if (!services.Any(s => s.ServiceType == typeof(TwsDepthFeed) && !s.IsKeyedService))
        {
            services.AddSingleton(provider => provider.GetRequiredKeyedService<TwsDepthFeed>(name));
        }

        return services;
    }

    /// <summary>The health of a feed registered by <see cref="AddTwsDepthFeed"/>, to be added to the host's checks: healthy while it is live.</summary>
    /// <param name="name">Name of the feed, and of the check.</param>
    public static HealthCheckRegistration CreateTwsHealthCheck(string name = DefaultName)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new HealthCheckRegistration(name, provider => new FeedHealthCheck(provider.GetRequiredKeyedService<TwsDepthFeed>(name)), null, null);
    }

    private sealed class Validation(string feed) : IValidateOptions<TwsFeedOptions>
    {
        public ValidateOptionsResult Validate(string? name, TwsFeedOptions options)
        {
            if (!string.Equals(name, feed, StringComparison.Ordinal))
            {
                return ValidateOptionsResult.Skip;
            }

            try
            {
                TwsFeedOptions.Validate(options);
                return ValidateOptionsResult.Success;
            }
            catch (ArgumentException e)
            {
                return ValidateOptionsResult.Fail(e.Message);
            }
        }
    }
}
