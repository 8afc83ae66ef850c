using Trading.Sdk.ReinforcementLearning;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a trained policy.</summary>
public static class TradingReinforcementLearningServiceCollectionExtensions
{
    /// <summary>Registers <see cref="PpoPolicy"/> as transient: each stream of observations gets an instance of its own, loaded from the file.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Names the file and the features.</param>
    /// <exception cref="ArgumentException">No file was named.</exception>
    public static IServiceCollection AddTradingReinforcementLearning(this IServiceCollection services, Action<PolicyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new PolicyOptions();
        configure(options);
        if (string.IsNullOrEmpty(options.Path))
        {
            throw new ArgumentException("The options name no policy file.", nameof(configure));
        }

        string path = options.Path;
        ObservationSchema? features = options.Features;
        return services.AddTransient(_ => PpoPolicy.Load(path, features));
    }
}
