using Microsoft.Extensions.DependencyInjection.Extensions;
using Trading.Sdk.PatternIndex;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the pattern index.</summary>
public static class PatternIndexServiceCollectionExtensions
{
    private const string ChromaHttpClient = "Trading.Sdk.PatternIndex.Chroma";

    /// <summary>
    /// Registers, as singletons, a <see cref="PatternShaper"/>, a <see cref="PatternLibrary"/>, a <see cref="CanslimPatternGenerator"/> (with the host's
    /// <see cref="ICanslimFundamentals"/> when there is one), the <see cref="ITextEmbedder"/> unless the host has its own, and a <see cref="ChromaClient"/> when a server is given.
    /// </summary>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    public static IServiceCollection AddTradingPatternIndex(this IServiceCollection services, Action<PatternIndexOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new PatternIndexOptions();
        configure?.Invoke(options);
        if (options.Shape.Dimension != options.Library.Dimension)
        {
            throw new ArgumentException($"Windows become vectors of {options.Shape.Dimension} components, the library holds vectors of {options.Library.Dimension}.", nameof(configure));
        }

        services.TryAddSingleton(new PatternShaper(options.Shape));
        services.TryAddSingleton(_ => new PatternLibrary(options.Library));
        services.TryAddSingleton(provider => new CanslimPatternGenerator(options.Canslim, provider.GetService<ICanslimFundamentals>()));
        services.TryAddSingleton<ITextEmbedder>(_ => new HashedTextEmbedder());
        if (options.Chroma is { } chroma)
        {
            services.AddHttpClient(ChromaHttpClient);
            services.TryAddSingleton(provider => new ChromaClient(provider.GetRequiredService<IHttpClientFactory>().CreateClient(ChromaHttpClient), chroma));
        }

        return services;
    }
}
