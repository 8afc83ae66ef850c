using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Trading.Sdk.DataFeeds;

/// <summary>What every feed's registration does: named options checked at the start of the host, the feed by key, the first one also without.</summary>
internal static class LiveFeedRegistration
{
    /// <summary>Registers a feed and its options under a name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Name of feed and options.</param>
    /// <param name="configure">Fills the options; the provider gives the clock and loggers.</param>
    /// <param name="findProblems">One sentence for each setting outside its range.</param>
    /// <param name="create">Makes the feed of checked options.</param>
    public static IServiceCollection Add<TFeed, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        IServiceCollection services,
        string name,
        Action<TOptions, IServiceProvider> configure,
        Func<TOptions, IReadOnlyList<string>> findProblems,
        Func<IServiceProvider, TOptions, TFeed> create)
        where TFeed : class, ILiveFeed
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.AddSingleton<IValidateOptions<TOptions>>(new Validation<TOptions>(name, findProblems));
        services.AddOptions<TOptions>(name).Configure(configure).ValidateOnStart();
        services.AddKeyedSingleton(name, (provider, _) => create(provider, provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name)));
        services.AddKeyedSingleton<ILiveFeed>(name, (provider, _) => provider.GetRequiredKeyedService<TFeed>(name));
        if (!services.Any(s => s.ServiceType == typeof(TFeed) && !s.IsKeyedService))
        {
            services.AddSingleton(provider => provider.GetRequiredKeyedService<TFeed>(name));
        }

        return services;
    }

    /// <summary>The health of a registered feed, under the feed's name.</summary>
    public static HealthCheckRegistration CreateHealthCheck(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new HealthCheckRegistration(name, provider => new FeedHealthCheck(provider.GetRequiredKeyedService<ILiveFeed>(name)), null, null);
    }

    /// <summary>The problem that a check by exception found, or none.</summary>
    public static IReadOnlyList<string> Problem<TOptions>(TOptions options, Action<TOptions> validate)
    {
        try
        {
            validate(options);
            return [];
        }
        catch (ArgumentException e)
        {
            return [e.Message];
        }
    }

    private sealed class Validation<TOptions>(string feed, Func<TOptions, IReadOnlyList<string>> findProblems) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            if (!string.Equals(name, feed, StringComparison.Ordinal))
            {
                return ValidateOptionsResult.Skip;
            }

            IReadOnlyList<string> problems = findProblems(options);
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
