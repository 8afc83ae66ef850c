using Microsoft.Extensions.DependencyInjection;

namespace Trading.Sdk.Microstructure.Tests;

public class RegistrationTests
{
    [Fact]
    public void AddTradingMicrostructure_Configured_MakesEnginesAndAnalyzersWithTheSettings()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddTradingMicrostructure(o =>
            {
                o.Features = new FeatureEngineOptions { Features = new FeatureSet(new FeatureDefinition("quote")) };
                o.Depth = new DepthAnalyzerOptions { LongRatio = 3, FullMagnitudeRatio = 6 };
            })
            .BuildServiceProvider();
        FeatureEngine engine = services.GetRequiredService<FeatureEngineFactory>()(new SortedBook(SimulatedSession.Instrument), _ => { });
        Assert.Equal(5, engine.Schema.Count);
        DepthAnalyzer analyzer = services.GetRequiredService<DepthAnalyzer>();
        Assert.Equal(DepthDirection.None, analyzer.Update(0, 2.5, 1).Direction);
        Assert.Equal(DepthDirection.Long, analyzer.Update(1, 3, 1).Direction);
        Assert.NotSame(analyzer, services.GetRequiredService<DepthAnalyzer>());
    }

    [Fact]
    public void AddTradingMicrostructure_OptionOutOfRange_ThrowsAtRegistration() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddTradingMicrostructure(o => o.Features = new FeatureEngineOptions { NormalizationRows = 1 }));
}
