using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Trading.Sdk.DataFeeds;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers feeds that fail over.</summary>
public static class FailoverFeedServiceCollectionExtensions
{
    /// <summary>Name of the feed that is registered without one.</summary>
    public const string DefaultName = "failover";

    /// <summary>
    /// Adds a <see cref="FailoverFeed"/> over feeds that are registered by name: as keyed <see cref="FailoverFeed"/> and
    /// <see cref="ILiveFeed"/>, the first one also without a key. It runs its sources: the host runs this feed only.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="sources">Names under which the sources are registered, the preferred first; at least one.</param>
    /// <param name="configure">Changes the limits; default: <see cref="FailoverOptions"/> as it stands.</param>
    /// <param name="name">Name of feed and options. Default <see cref="DefaultName"/>.</param>
    /// <exception cref="ArgumentException">No source, a source named twice, or the feed named as its own source.</exception>
    /// <remarks>
    /// A source that nobody registered is an <see cref="InvalidOperationException"/> when the feed is asked for; settings outside their
    /// range stop the host at its start (<see cref="OptionsValidationException"/>).
    /// </remarks>
    public static IServiceCollection AddFailoverFeed(this IServiceCollection services, IReadOnlyList<string> sources, Action<FailoverOptions>? configure = null, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(sources);
        string[] names = [.. sources];
        if (names.Length == 0 || names.Distinct(StringComparer.Ordinal).Count() != names.Length || names.Contains(name, StringComparer.Ordinal))
        {
            throw new ArgumentException($"A failover feed has at least one source, each once and none of them itself; given were '{string.Join("', '", names)}' for '{name}'.", nameof(sources));
        }

        return LiveFeedRegistration.Add<FailoverFeed, FailoverOptions>(
            services,
            name,
            (options, provider) =>
            {
                options.Name = name;
                options.TimeProvider = provider.GetService<TimeProvider>() ?? options.TimeProvider;
                configure?.Invoke(options);
            },
            static options => LiveFeedRegistration.Problem(options, FailoverOptions.Validate),
            (provider, options) => new FailoverFeed([.. names.Select(source => provider.GetRequiredKeyedService<ILiveFeed>(source))], options, provider.GetService<ILogger<FailoverFeed>>()));
    }

    /// <summary>The health of a feed registered by <see cref="AddFailoverFeed"/>, to be added to the host's checks: that of the source whose events are passed on.</summary>
    /// <param name="name">Name of the feed, and of the check.</param>
    public static HealthCheckRegistration CreateFailoverHealthCheck(string name = DefaultName) => LiveFeedRegistration.CreateHealthCheck(name);
}
