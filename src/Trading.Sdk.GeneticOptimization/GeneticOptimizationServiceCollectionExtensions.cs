using Trading.Sdk.GeneticOptimization;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the settings of Trading.Sdk.GeneticOptimization.</summary>
public static class GeneticOptimizationServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ParameterOptimizerOptions"/> made of the host's settings, with the registered <see cref="IOptimizationSink"/> and <see cref="TimeProvider"/> when there are any. Searches are made with <c>new ParameterOptimizer(space, backtest, options)</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public static IServiceCollection AddTradingGeneticOptimization(this IServiceCollection services, Action<GeneticOptimizationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var settings = new GeneticOptimizationOptions();
        configure?.Invoke(settings);
        ParameterOptimizerOptions Create(IServiceProvider? provider) => new()
        {
            Threads = settings.Threads,
            PopulationSize = settings.PopulationSize,
            Generations = settings.Generations,
            Seed = settings.Seed,
            Sink = provider?.GetService(typeof(IOptimizationSink)) as IOptimizationSink,
            TimeProvider = provider?.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System,
        };
        Create(null).Validate();
        return services.AddSingleton(Create);
    }
}
