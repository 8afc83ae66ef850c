using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Trading.Sdk.Persistence;

/// <summary>Chooses the store behind the contracts.</summary>
public sealed class TradingPersistenceBuilder
{
    internal TradingPersistenceBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services being configured.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Uses the embedded store over the journal: no server.</summary>
    /// <param name="directory">The store's directory.</param>
    /// <param name="configure">Changes to the defaults.</param>
    public TradingPersistenceBuilder UseJournal(string directory, Action<JournalStoreOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Use(_ =>
        {
            var options = new JournalStoreOptions();
            configure?.Invoke(options);
            return JournalTradingStore.Open(directory, options);
        });
    }

    /// <summary>Uses a store of one's own.</summary>
    /// <param name="create">Makes it, once.</param>
    /// <typeparam name="TStore">The store's type.</typeparam>
    public TradingPersistenceBuilder Use<TStore>(Func<IServiceProvider, TStore> create)
        where TStore : class, ITradingStore
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.RemoveAll<ITradingStore>();
        Services.AddSingleton(create);
        Services.AddSingleton<ITradingStore>(p => p.GetRequiredService<TStore>());
        return this;
    }
}
