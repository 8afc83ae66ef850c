using Trading.Sdk.Microstructure;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registration of Trading.Sdk.Microstructure.</summary>
public static class MicrostructureServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="MicrostructureOptions"/> and what is made from them: a <see cref="FeatureEngineFactory"/> (singleton) and
    /// <see cref="DepthAnalyzer"/> (a fresh one per request: it holds the state of one book).
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the defaults; null keeps them.</param>
    /// <exception cref="ArgumentException">An option is outside its range; thrown here, not at first use.</exception>
    public static IServiceCollection AddTradingMicrostructure(this IServiceCollection services, Action<MicrostructureOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new MicrostructureOptions();
        configure?.Invoke(options);
        options.Validate();
        services.AddSingleton(options);
        services.AddSingleton<FeatureEngineFactory>(_ => (book, onRow, apply) => new FeatureEngine(book, onRow, options.Features, apply));
        services.AddTransient(_ => new DepthAnalyzer(options.Depth));
        return services;
    }
}
