namespace Trading.Sdk.PatternIndex.Tests;

public class IvfAndQuantizedIndexTests
{
    [Fact]
    public void Search_MoreProbes_FindsMoreUpToAll()
    {
        (float[][] vectors, float[] rows) = Data();
        IvfFlatIndex index = IvfFlatIndex.Train(20, VectorMetric.SquaredL2, rows, new IvfOptions { ListCount = 32 });
        Fill(index, vectors);
        Assert.True(Recall(index, vectors, new SearchParameters { ProbeCount = 1 }) < Recall(index, vectors, new SearchParameters { ProbeCount = 8 }));
        Assert.True(Recall(index, vectors, new SearchParameters { ProbeCount = 8 }) > 0.95);
        Assert.Equal(1, Recall(index, vectors, new SearchParameters { Exact = true }));
    }

    [Theory]
    [InlineData(ScalarQuantization.Half, 0.99)]
    [InlineData(ScalarQuantization.EightBit, 0.9)]
    [InlineData(ScalarQuantization.EightBitUniform, 0.9)]
    [InlineData(ScalarQuantization.FourBit, 0.5)]
    public void Search_Codes_ReachTheirRecallAndRerankMakesItBetter(ScalarQuantization kind, double least)
    {
        (float[][] vectors, float[] rows) = Data();
        QuantizedIndex plain = QuantizedIndex.Train(20, VectorMetric.SquaredL2, rows, new QuantizedOptions { Quantization = kind });
        QuantizedIndex reranked = QuantizedIndex.Train(20, VectorMetric.SquaredL2, rows, new QuantizedOptions { Quantization = kind, RerankFactor = 8 });
        Fill(plain, vectors);
        Fill(reranked, vectors);
        double bare = Recall(plain, vectors, default), exact = Recall(reranked, vectors, default);
        Assert.True(bare >= least, $"{bare}");
        Assert.True(exact >= 0.999, $"{exact}");
    }

    [Fact]
    public void Upsert_ManyTimes_KeepsOneEntryAnId()
    {
        (float[][] vectors, float[] rows) = Data();
        IvfFlatIndex index = IvfFlatIndex.Train(20, VectorMetric.SquaredL2, rows, new IvfOptions { ListCount = 4 });
        var random = new Random(1);
        var model = new BruteForce(20, VectorMetric.SquaredL2);
        for (int i = 0; i < 5_000; i++)
        {
            long id = random.Next(60);
            if (random.Next(4) == 0)
            {
                Assert.Equal(model.Vectors.Remove(id), index.Remove(id));
            }
            else
            {
                Assert.Equal(model.Vectors.ContainsKey(id), index.Upsert(id, vectors[i % vectors.Length]));
                model.Vectors[id] = vectors[i % vectors.Length];
            }
        }

        Neighbor[] hits = new Neighbor[100];
        SearchOutcome outcome = index.Search(vectors[0], hits, new SearchParameters { Exact = true });
        VectorIndexContract.AssertSame(model.Search(vectors[0]), hits.AsSpan(0, outcome.Count), model.Vectors.Count);
    }

    private static (float[][] Vectors, float[] Rows) Data()
    {
        float[][] vectors = BruteForce.Clustered(7, 3_000, 20);
        return (vectors, vectors.SelectMany(v => v).ToArray());
    }

    private static void Fill(IVectorIndex index, float[][] vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            index.Add(i, vectors[i]);
        }
    }

    private static double Recall(IVectorIndex index, float[][] vectors, SearchParameters parameters)
    {
        var exact = new FlatIndex(20);
        Fill(exact, vectors);
        Neighbor[] hits = new Neighbor[10], truth = new Neighbor[10];
        var random = new Random(3);
        int found = 0;
        for (int q = 0; q < 100; q++)
        {
            float[] query = vectors[random.Next(vectors.Length)].Select(v => v + (float)(random.NextDouble() - 0.5)).ToArray();
            exact.Search(query, truth);
            int count = index.Search(query, hits, parameters).Count;
            found += hits.Take(count).Count(h => truth.Any(t => t.Id == h.Id));
        }

        return found / 1_000.0;
    }
}
