using System.Globalization;

namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>Client and store against the real server, which is restarted, killed and missing.</summary>
[Trait("Category", "Interop")]
public sealed class ChromaServerTests : IDisposable
{
    private const int Count = 20_000, Dimension = 32;

    /// <summary>What works takes seconds; on a busy machine it may take longer, and that is no failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("chroma-server").FullName;
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Client_TwentyThousandRecords_AreFilteredAndSurviveRestartAndKill()
    {
        await using ChromaServer server = await ChromaServer.StartAsync(Path.Combine(_folder, "db"));
        var client = new ChromaClient(_http, new ChromaOptions { BaseAddress = server.Address, Timeout = Patience });
        ChromaCollection collection = await client.GetOrCreateCollectionAsync("patterns", ChromaSpace.L2, new Dictionary<string, MetadataValue> { ["owner"] = "sdk" });
        ChromaRecord[] records = Records();
        await client.UpsertAsync(collection, records);
        Assert.Equal(Count, await client.CountAsync(collection));

        // Again, with one vector replaced: nothing is doubled.
        records[7] = records[7] with { Embedding = new float[Dimension], Document = "moved" };
        await client.UpsertAsync(collection, records[..3_000]);
        Assert.Equal(Count, await client.CountAsync(collection));
        await AssertAnswersAsync(client, collection, records);

        await server.StopAsync();
        await server.StartAsync();
        Assert.Equal(Count, await client.CountAsync(collection));
        await AssertAnswersAsync(client, collection, records);

        await client.DeleteAsync(collection, ["p9", "p10", "no such"]);
        await client.UpsertAsync(collection, [new ChromaRecord("late", [.. Enumerable.Repeat(9f, Dimension)])]);
        await server.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.CountAsync(collection));
        await server.StartAsync();
        Assert.Equal(Count - 1, await client.CountAsync(collection));
        Assert.Equal("late", (await client.QueryAsync(collection, [.. Enumerable.Repeat(9f, Dimension)], 1))[0].Id);
        ChromaCollection? found = await client.FindCollectionAsync("patterns");
        Assert.Equal(collection.Id, found?.Id);
        Assert.Equal("sdk", found!.Metadata["owner"].Text);
        Assert.True(await client.DeleteCollectionAsync("patterns"));
        Assert.Null(await client.FindCollectionAsync("patterns"));
        ChromaException refused = await Assert.ThrowsAsync<ChromaException>(() => client.CountAsync(collection));
        Assert.False(refused.IsTransient);
    }

    [Fact]
    public async Task Store_ServerKilledWhileSending_CatchesUpFromTheOutbox()
    {
        await using ChromaServer server = await ChromaServer.StartAsync(Path.Combine(_folder, "db"));
        var client = new ChromaClient(_http, new ChromaOptions { BaseAddress = server.Address, Timeout = Patience, Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(20) });
        ChromaRecord[] records = Records();
        string outbox = Path.Combine(_folder, "store");
        using (var stop = new CancellationTokenSource())
        {
            using ChromaPatternStore store = ChromaPatternStore.Open(outbox, client, "patterns", Dimension);
            Task running = store.RunAsync(stop.Token);
            await Task.WhenAll(records[..6_000].Select(r => store.UpsertAsync(r)));

            // Somewhere in the middle of sending.
            await UntilAsync(() => store.PendingChanges < 6_000);
            await server.KillAsync();
            await Task.WhenAll(records[6_000..9_000].Select(r => store.UpsertAsync(r)));
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => store.RemoveAsync($"p{i}")));

            // The outage is no concern of a search.
            Assert.Equal(8_500, store.Count);
            Assert.Equal("p8000", store.Search(records[8_000].Embedding, 1)[0].Record.Id);
            Assert.True(store.PendingChanges >= 3_500);
            await stop.CancelAsync();
            await running;
        }

        await server.StartAsync();
        using (var stop = new CancellationTokenSource())
        {
            // As after a restart of this process: what is pending comes from the folder.
            using ChromaPatternStore store = ChromaPatternStore.Open(outbox, client, "patterns", Dimension);
            Assert.Equal(8_500, store.Count);
            Task running = store.RunAsync(stop.Token);
            await UntilAsync(() => store.PendingChanges == 0);
            ChromaCollection collection = (await client.FindCollectionAsync("patterns"))!;
            Assert.Equal(8_500, await client.CountAsync(collection));
            MetadataFilter filter = MetadataFilter.Equal("symbol", "S7") & MetadataFilter.AtLeast("year", 2000);
            IReadOnlyList<(ChromaRecord Record, double Distance)> here = store.Search(records[50].Embedding, 10, filter);
            IReadOnlyList<ChromaHit> there = await client.QueryAsync(collection, records[50].Embedding, 10, filter);
            Assert.Equal(here.Select(h => h.Record.Id), there.Select(h => h.Id));
            Assert.Empty(await client.GetAsync(collection, ["p0", "p499"]));
            await stop.CancelAsync();
            await running;
        }
    }

    private static async Task AssertAnswersAsync(ChromaClient client, ChromaCollection collection, ChromaRecord[] records)
    {
        (MetadataFilter? Where, Func<int, bool> Holds)[] filters =
        [
            (null, _ => true),
            (MetadataFilter.Equal("symbol", "S7"), i => i % 50 == 7),
            (MetadataFilter.AtLeast("year", 2005), i => i % 30 >= 15),
            (MetadataFilter.In("symbol", "S1", "S2") & MetadataFilter.Between("return", -0.2, 0.2), i => i % 50 is 1 or 2 && Math.Abs(Return(i)) <= 0.2),
            (!MetadataFilter.Equal("win", true) & (MetadataFilter.Equal("symbol", "S3") | MetadataFilter.AtMost("year", 1995)), i => i % 2 != 0 && (i % 50 == 3 || i % 30 <= 5)),
        ];
        foreach ((MetadataFilter? where, Func<int, bool> holds) in filters)
        {
            int right = 0, all = 0;
            foreach (int q in new[] { 11, 4_711, 19_999 })
            {
                float[] query = records[q].Embedding.Select(v => v + 0.1f).ToArray();
                double[] exact = Enumerable.Range(0, Count).Where(holds).Select(i => Distance(query, records[i].Embedding)).Order().Take(10).ToArray();
                IReadOnlyList<ChromaHit> hits = await client.QueryAsync(collection, query, 10, where);
                Assert.Equal(exact.Length, hits.Count);
                foreach (ChromaHit hit in hits)
                {
                    int i = int.Parse(hit.Id.AsSpan(1), CultureInfo.InvariantCulture);
                    Assert.True(holds(i), $"{hit.Id} does not satisfy the condition");
                    Assert.Equal(Distance(query, records[i].Embedding), hit.Distance, 1e-3);
                    Assert.Equal(1990 + (i % 30), hit.Metadata["year"].Integer);
                    Assert.Equal(records[i].Document, hit.Document);
                    right += hit.Distance <= exact[^1] + 1e-4 ? 1 : 0;
                    all++;
                }
            }

            Assert.True(right >= 0.9 * all, $"the server found {right} of {all}");
        }

        IReadOnlyList<ChromaHit> named = await client.QueryAsync(collection, records[0].Embedding, 5, documentContains: "moved");
        Assert.Equal("p7", Assert.Single(named).Id);
        ChromaHit got = Assert.Single(await client.GetAsync(collection, ["p5"], embeddings: true));
        Assert.Equal(records[5].Embedding, got.Embedding);
    }

    private static ChromaRecord[] Records()
    {
        float[][] vectors = BruteForce.Clustered(12, Count, Dimension);
        return [.. vectors.Select((v, i) => new ChromaRecord(
            string.Create(CultureInfo.InvariantCulture, $"p{i}"),
            v,
            new Dictionary<string, MetadataValue> { ["symbol"] = $"S{i % 50}", ["year"] = 1990 + (i % 30), ["return"] = Return(i), ["win"] = i % 2 == 0 },
            i % 3 == 0 ? "cup with handle" : null))];
    }

    private static double Return(int i) => ((i * 7_919 % 1_000) - 500) / 1_000.0;

    private static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum();

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
