namespace Trading.Sdk.PatternIndex.Tests;

public class TextTests
{
    [Fact]
    public void Embed_SameMeaningInOtherWords_IsNearerThanAnother()
    {
        Assert.True(Cosine("breakout on heavy volume", "BO with strong vol") > Cosine("breakout on heavy volume", "narrow spread and calm tape") + 0.2);
        Assert.True(Cosine("cup with handle", "CWH") > 0.9);
        Assert.True(Cosine("imbalance=3 spread=-1", "imbalance=3 spread=-1") > 0.999);
        Assert.True(Cosine("imbalance=3", "imbalance=-3") < 0.9);
    }

    [Fact]
    public void Embed_Always_IsOfUnitLengthAndEmptyIsZero()
    {
        var embedder = new HashedTextEmbedder(512);
        float[] vector = new float[512];
        embedder.Embed("wide spread, strong bid imbalance, rising volume", vector);
        Assert.Equal(1, vector.Sum(v => (double)v * v), 1e-5);
        embedder.Embed("", vector);
        Assert.All(vector, v => Assert.Equal(0, v));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashedTextEmbedder(100));
    }

    [Fact]
    public void Describe_Features_SaysWhatStandsOut()
    {
        Assert.Equal("wide spread, strong bid imbalance, falling volume; spread=1 imbalance=3 volume=-1 trend=0", PatternDescriber.Describe(("spread", 1.2), ("imbalance", 4), ("volume", -0.7), ("trend", 0.1)));
        Assert.Equal("quiet; spread=0", PatternDescriber.Describe(("spread", 0.2)));
    }

    [Fact]
    public void Fusion_RanksAndDistances_OrderAsTheFormulasSay()
    {
        Neighbor[] shape = [new(1, 0), new(2, 1), new(3, 2)], text = [new(3, 0.1f), new(2, 0.2f), new(4, 0.9f)];
        Assert.Equal([3, 2, 1, 4], RankFusion.ReciprocalRank([shape, text], 10).Select(n => n.Id));
        Assert.Equal([2, 3, 1], RankFusion.ReciprocalRank([shape, text], 3, [10, 1]).Select(n => n.Id));
        Assert.Equal(2, RankFusion.Weighted([shape, text], 4, [1, 1])[0].Id);
    }

    [Fact]
    public void MultiModalIndex_TwoViews_FindsWhatBothLike()
    {
        var index = new MultiModalIndex();
        index.AddView("shape", new FlatIndex(2));
        index.AddView("text", new FlatIndex(2));
        for (int i = 0; i < 100; i++)
        {
            index["shape"].Add(i, [i, 0]);
            index["text"].Add(i, [0, 100 - i]);
        }

        IReadOnlyList<Neighbor> hits = index.Search(1, byRank: true, null, ("shape", [52, 0], 1), ("text", [0, 48], 1));
        Assert.Equal(52, hits[0].Id);
        Assert.Throws<ArgumentException>(() => index.Search(1, true, null, ("sound", [1], 1)));
    }

    private static double Cosine(string a, string b)
    {
        var embedder = new HashedTextEmbedder();
        float[] x = new float[256], y = new float[256];
        embedder.Embed(a, x);
        embedder.Embed(b, y);
        return x.Zip(y, (p, q) => (double)p * q).Sum();
    }
}
