using Microsoft.Extensions.DependencyInjection.Extensions;
using Trading.Sdk.Persistence;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the stores.</summary>
public static class TradingPersistenceServiceCollectionExtensions
{
    /// <summary>Registers the store contracts by subject and the services over them; the builder chooses the store.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The builder: <c>UseJournal(directory)</c> or <c>UsePostgreSql(connectionString)</c>.</returns>
    public static TradingPersistenceBuilder AddTradingPersistence(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IMarketDataStore>(p => p.GetRequiredService<ITradingStore>());
        services.TryAddSingleton<IModelStore>(p => p.GetRequiredService<ITradingStore>());
        services.TryAddSingleton<ITrainingStore>(p => p.GetRequiredService<ITradingStore>());
        services.TryAddSingleton<IOptimizationStore>(p => p.GetRequiredService<ITradingStore>());
        services.TryAddSingleton<IAnalysisStore>(p => p.GetRequiredService<ITradingStore>());
        services.TryAddSingleton<ISignalStore>(p => p.GetRequiredService<ITradingStore>());
        services.TryAddSingleton<IOperationsStore>(p => p.GetRequiredService<ITradingStore>());
        services.TryAddSingleton(p => p.GetRequiredService<ITradingStore>().Audit);
        services.TryAddSingleton(p => new ModelRegistry(p.GetRequiredService<ITradingStore>(), p.GetService<TimeProvider>()));
        services.TryAddSingleton(p => new ConfigurationHistory(p.GetRequiredService<ITradingStore>(), p.GetService<TimeProvider>()));
        services.TryAddSingleton(p => new TrainingLedger(p.GetRequiredService<ITradingStore>(), p.GetService<TimeProvider>()));
        services.TryAddSingleton(p => new SignalLedger(p.GetRequiredService<ITradingStore>()));
        services.TryAddSingleton(p => new FeatureLibrary(p.GetRequiredService<ITradingStore>()));
        services.TryAddSingleton(p => new PerformanceLedger(p.GetRequiredService<ITradingStore>(), p.GetService<TimeProvider>()));
        services.TryAddSingleton(p => new ComplianceQueries(p.GetRequiredService<ITradingStore>().Audit));
        return new TradingPersistenceBuilder(services);
    }
}
