using Trading.Sdk.Testing;

namespace Trading.Sdk.PatternIndex.Tests;

public sealed class StringIdIndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("named").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("flat")]
    [InlineData("hnsw")]
    public void Operations_RandomSequence_AgreeWithTheModelAndSurviveAFile(string kind)
    {
        var random = new Random(9);
        using var index = new StringIdIndex(kind == "flat" ? new FlatIndex(5) : new HnswIndex(5));
        var model = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (int i = 0; i < 3_000; i++)
        {
            string id = $"AAPL/2020-{random.Next(200)}/ü";
            float[] vector = BruteForce.Vector(random, 5);
            switch (random.Next(3))
            {
                case 0:
                    Assert.Equal(model.Remove(id), index.Remove(id));
                    break;
                case 1 when !model.ContainsKey(id):
                    index.Add(id, vector);
                    model.Add(id, vector);
                    break;
                case 1:
                    Assert.Throws<ArgumentException>(() => index.Add(id, vector));
                    break;
                default:
                    Assert.Equal(model.ContainsKey(id), index.Upsert(id, vector));
                    model[id] = vector;
                    break;
            }
        }

        AssertEqual(model, index, random);
        string path = Path.Combine(_folder, "index.tsx");
        IndexContainer.Save(index, path);
        using StringIdIndex loaded = IndexContainer.LoadNamed(path);
        AssertEqual(model, loaded, random);
        loaded.Add("new", new float[5]);
        Assert.Equal("new", loaded.NameOf(loaded.NumberOf("new")));

        // The numbers alone are an index as well.
        Assert.Equal(model.Count, IndexContainer.Load(path).Count);
    }

    [Fact]
    public void LoadNamed_DamagedOrWithoutNames_IsRefused()
    {
        using var index = new StringIdIndex(new FlatIndex(2));
        index.Add("one", [1, 1]);
        index.Add("two", [2, 2]);
        string path = Path.Combine(_folder, "index.tsx"), plain = Path.Combine(_folder, "plain.tsx");
        IndexContainer.Save(index, path);
        IndexContainer.Save(index.Inner, plain);
        Assert.Throws<IndexFormatException>(() => IndexContainer.LoadNamed(plain));
        byte[] bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().LastIndexOf("two"u8);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<IndexFormatException>(() => IndexContainer.LoadNamed(path));
        Assert.Throws<IndexFormatException>(() => IndexContainer.Load(path));
        Assert.Throws<ArgumentException>(() => NameSection.Decode([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => NameSection.Decode([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0x70]));
        Assert.ThrowsAny<ArgumentException>(() => NameSection.Decode([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0xFF]));
    }

    [Fact]
    public void Arguments_Wrong_AreNamed()
    {
        var filled = new FlatIndex(2);
        filled.Add(3, [1, 1]);
        Assert.Throws<ArgumentException>(() => new StringIdIndex(filled));
        using var index = new StringIdIndex(new FlatIndex(2));
        Assert.Throws<ArgumentException>(() => index.Add("", [1, 1]));
        Assert.Throws<ArgumentException>(() => index.Add("a", [1]));
        Assert.False(index.Contains("a"));
        Assert.Equal(-1, index.NumberOf("a"));
        Assert.Null(index.NameOf(0));
    }

    [Fact]
    public void Search_AfterWarmUp_AllocatesNothing()
    {
        using var index = new StringIdIndex(new HnswIndex(8));
        var random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            index.Add("id" + i, BruteForce.Vector(random, 8));
        }

        float[] query = BruteForce.Vector(random, 8);
        NamedNeighbor[] hits = new NamedNeighbor[10];
        AllocationGuard.ShouldNotAllocate(() => index.Search(query, hits));
    }

    private static void AssertEqual(Dictionary<string, float[]> model, StringIdIndex index, Random random)
    {
        Assert.Equal(model.Count, index.Count);
        NamedNeighbor[] hits = new NamedNeighbor[7];
        float[] vector = new float[5];
        for (int q = 0; q < 20; q++)
        {
            float[] query = BruteForce.Vector(random, 5);
            string[] expected = model.OrderBy(m => m.Value.Zip(query, (a, b) => ((double)a - b) * ((double)a - b)).Sum()).Take(7).Select(m => m.Key).ToArray();
            SearchOutcome outcome = index.Search(query, hits, new SearchParameters { Exact = true });
            Assert.Equal(expected, hits[..outcome.Count].Select(h => h.Id));
        }

        Assert.All(model, m => Assert.True(index.TryGetVector(m.Key, vector) && vector.AsSpan().SequenceEqual(m.Value)));
    }
}
