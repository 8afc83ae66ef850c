using System.Net;

namespace Trading.Sdk.PatternIndex.Tests;

public sealed class ChromaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chroma").FullName;
    private readonly FakeChroma _server = new();
    private readonly ChromaClient _client;

    public ChromaTests() => _client = new ChromaClient(new HttpClient(_server), new ChromaOptions { BatchSize = 10, RetryDelay = TimeSpan.Zero, Retries = 2 });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Upsert_ManyRecords_GoesInBatchesAsBase64()
    {
        ChromaCollection collection = await _client.GetOrCreateCollectionAsync("patterns", ChromaSpace.Cosine);
        await _client.UpsertAsync(collection, Enumerable.Range(0, 25).Select(i => new ChromaRecord($"p{i}", [0.5f, 0.5f, 0, 0])).ToArray());
        Assert.Equal(25, await _client.CountAsync(collection));
        Assert.Equal(3, _server.Requests.Count(r => r.Path.EndsWith("/upsert", StringComparison.Ordinal)));
        Assert.Contains("AAAAPwAAAD8AAAAAAAAAAA==", _server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_Answer_IsReadWithTypes()
    {
        ChromaCollection collection = await _client.GetOrCreateCollectionAsync("patterns");
        MetadataFilter where = MetadataFilter.Equal("symbol", "AAPL") & MetadataFilter.Between("year", 2020, 2024) & !MetadataFilter.Equal("win", false);
        IReadOnlyList<ChromaHit> hits = await _client.QueryAsync(collection, [1, 0], 2, where);
        Assert.Equal(2024, hits[0].Metadata["year"].Integer);
        Assert.Equal(0.12, hits[0].Metadata["ret"].Number);
        Assert.True(hits[0].Metadata["win"].Boolean);
        Assert.Empty(hits[1].Metadata);
        Assert.Contains(
            """"where":{"$and":[{"$and":[{"symbol":{"$in":["AAPL"]}},{"$and":[{"year":{"$gte":2020}},{"year":{"$lte":2024}}]}]},{"win":{"$nin":[false]}}]}"""",
            _server.Requests[^1].Body,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.QueryAsync(collection, [1, 0], 2, !MetadataFilter.AtLeast("year", 1)));
    }

    [Fact]
    public async Task Requests_TransientFailures_AreSentAgainAndRefusalsAreNot()
    {
        _server.Failures.Enqueue(HttpStatusCode.ServiceUnavailable);
        _server.Failures.Enqueue(HttpStatusCode.InternalServerError);
        Assert.Equal("patterns", (await _client.GetOrCreateCollectionAsync("patterns")).Name);
        Assert.Equal(3, _server.Requests.Count);
        Assert.Null(await _client.FindCollectionAsync("missing"));
        Assert.Equal(4, _server.Requests.Count);
        _server.IsDown = true;
        Assert.False(await _client.IsReadyAsync());
    }

    [Fact]
    public async Task Store_Outage_KeepsSearchingAndSendsWhenTheServerIsBack()
    {
        using (ChromaPatternStore store = ChromaPatternStore.Open(_folder, _client, "patterns", 2))
        {
            _server.IsDown = true;
            for (int i = 0; i < 50; i++)
            {
                await store.UpsertAsync(new ChromaRecord($"p{i}", [i, 0], new Dictionary<string, MetadataValue> { ["even"] = i % 2 == 0, ["x"] = i + 0.5 }, "cup"));
            }

            Assert.True(await store.RemoveAsync("p3"));
            Assert.False(await store.RemoveAsync("p3"));
            await Assert.ThrowsAsync<HttpRequestException>(() => store.SendPendingAsync());
            Assert.NotNull(store.LastSendError);
            Assert.Equal(51, store.PendingChanges);
            Assert.Equal("p4", store.Search([3, 0], 1, MetadataFilter.Equal("even", true) & MetadataFilter.AtLeast("x", 3.0))[0].Record.Id);
        }

        // A new process: the outbox and the mirror come from the folder.
        using ChromaPatternStore again = ChromaPatternStore.Open(_folder, _client, "patterns", 2);
        Assert.Equal(49, again.Count);
        Assert.Null(again.Find("p3"));
        Assert.Equal(7.5, again.Find("p7")!.Metadata!["x"].Number);
        _server.IsDown = false;
        Assert.Equal(51, await again.SendPendingAsync());
        Assert.Equal(49, _server.Records.Count);
        Assert.Equal(0, again.PendingChanges);
        Assert.Equal(0, await again.SendPendingAsync());
    }

    [Fact]
    public async Task Store_Running_SendsChangesAsTheyCome()
    {
        using ChromaPatternStore store = ChromaPatternStore.Open(_folder, _client, "patterns", 2);
        using var stop = new CancellationTokenSource();
        Task running = store.RunAsync(stop.Token);
        await store.UpsertAsync(new ChromaRecord("p", [1, 2]));

        // Only a store that sends nothing at all meets the limit.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (store.PendingChanges > 0)
        {
            await Task.Delay(10, limit.Token);
        }

        Assert.Contains("p", _server.Records.Keys);
        await stop.CancelAsync();
        await running;
    }
}
