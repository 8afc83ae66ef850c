using Microsoft.Extensions.DependencyInjection;

namespace Trading.Sdk.PatternIndex.Tests;

public class PatternIndexRegistrationTests
{
    [Fact]
    public void AddTradingPatternIndex_Defaults_GiveWhatTheHostDidNotBring()
    {
        using ServiceProvider provider = new ServiceCollection().AddTradingPatternIndex(o => o.Chroma = new ChromaOptions { BatchSize = 100 }).BuildServiceProvider();
        Assert.Equal(32, provider.GetRequiredService<PatternShaper>().Dimension);
        Assert.Same(provider.GetRequiredService<PatternLibrary>(), provider.GetRequiredService<PatternLibrary>());
        Assert.IsType<HashedTextEmbedder>(provider.GetRequiredService<ITextEmbedder>());
        Assert.NotNull(provider.GetRequiredService<CanslimPatternGenerator>());
        Assert.NotNull(provider.GetRequiredService<ChromaClient>());
    }

    [Fact]
    public void AddTradingPatternIndex_HostWithItsOwn_KeepsIt()
    {
        var own = new Embedder();
        using ServiceProvider provider = new ServiceCollection().AddSingleton<ITextEmbedder>(own).AddSingleton<ICanslimFundamentals>(new Fundamentals()).AddTradingPatternIndex().BuildServiceProvider();
        Assert.Same(own, provider.GetRequiredService<ITextEmbedder>());
        Assert.Null(provider.GetService<ChromaClient>());
        DailyBar[] bars = [.. Enumerable.Range(0, 10).Select(i => DailyBar.FromClose(i, 10 + i))];
        Assert.Equal("C", provider.GetRequiredService<CanslimPatternGenerator>().Score("X", bars).FromFundamentals);
    }

    [Fact]
    public void AddTradingPatternIndex_ShapesThatDoNotFitTheLibrary_AreRefusedAtOnce() =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddTradingPatternIndex(o => o.Library = new PatternLibraryOptions { Dimension = 8 }));

    private sealed class Embedder : ITextEmbedder
    {
        public string Name => "own";

        public string Version => "1";

        public int Dimension => 1;

        public void Embed(string text, Span<float> vector) => vector[0] = 1;
    }

    private sealed class Fundamentals : ICanslimFundamentals
    {
        public CanslimFundamentals AsOf(string symbol, long timeNanos) => new(0.3, null, null);
    }
}
