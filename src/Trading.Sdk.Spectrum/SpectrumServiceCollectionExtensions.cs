using Microsoft.Extensions.DependencyInjection.Extensions;
using Trading.Sdk.Spectrum;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registration of Trading.Sdk.Spectrum.</summary>
public static class SpectrumServiceCollectionExtensions
{
    /// <summary>Registers <see cref="FourierAnalyzer"/> and <see cref="WaveletAnalyzer"/>, a new one for each use because they hold a window.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Changes of the settings; null keeps the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentException">A setting is unfit; said here, not at first use.</exception>
    public static IServiceCollection AddTradingSpectrum(this IServiceCollection services, Action<SpectrumServiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new SpectrumServiceOptions();
        configure?.Invoke(options);
        _ = new FourierAnalyzer(options.Fourier);
        _ = new WaveletAnalyzer(options.Wavelet);
        services.TryAddTransient(_ => new FourierAnalyzer(options.Fourier));
        services.TryAddTransient(_ => new WaveletAnalyzer(options.Wavelet));
        return services;
    }
}
