namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>The folder of a store stays short, and opens whatever interrupted its shortening.</summary>
public sealed class ChromaOutboxTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("outbox").FullName;
    private readonly FakeChroma _server = new();
    private readonly ChromaClient _client;

    public ChromaOutboxTests() => _client = new ChromaClient(new HttpClient(_server), new ChromaOptions { RetryDelay = TimeSpan.Zero, Retries = 0 });

    private string Folder => Path.Combine(_root, "store");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task SendPending_LongJournal_IsReplacedByTheRecordsThereAre()
    {
        var model = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var random = new Random(3);
        for (int session = 0; session < 3; session++)
        {
            using ChromaPatternStore store = Open(compactAfterBytes: 8_192);
            AssertHolds(store, model);
            for (int round = 0; round < 6; round++)
            {
                await ChangeAsync(store, model, random, 150);
                Assert.Equal(150, await store.SendPendingAsync());
                Assert.Null(store.LastCompactionError);
            }

            Assert.Equal(model.Keys.Order(StringComparer.Ordinal), _server.Records.Keys.Order(StringComparer.Ordinal));
        }

        // 2,700 changes of some 160 bytes were made to at most 20 records.
        Assert.True(BytesOf(Folder) < 60_000, $"{BytesOf(Folder)} bytes are left");
        using ChromaPatternStore last = Open();
        AssertHolds(last, model);
        Assert.Equal(0, last.PendingChanges);
    }

    [Fact]
    public async Task Compact_DuringAnOutage_KeepsWhatIsPending()
    {
        var model = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var random = new Random(4);
        using (ChromaPatternStore store = Open())
        {
            await ChangeAsync(store, model, random, 100);
            await store.SendPendingAsync();
            _server.IsDown = true;
            await ChangeAsync(store, model, random, 60);
            store.Compact();
            store.Compact();
            await ChangeAsync(store, model, random, 7);
            store.Compact();
            Assert.Equal(67, store.PendingChanges);
        }

        _server.IsDown = false;
        using ChromaPatternStore again = Open();
        AssertHolds(again, model);
        Assert.Equal(67, await again.SendPendingAsync());
        Assert.Equal(model.Keys.Order(StringComparer.Ordinal), _server.Records.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Open_CompactionInterruptedAnywhere_HasEverything()
    {
        var model = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var random = new Random(5);
        string before = Path.Combine(_root, "before"), after = Path.Combine(_root, "after");
        using (ChromaPatternStore store = Open())
        {
            await ChangeAsync(store, model, random, 50);
            await store.SendPendingAsync();
            store.Compact();
            await ChangeAsync(store, model, random, 50);
            await store.SendPendingAsync();
            await ChangeAsync(store, model, random, 3);
        }

        Copy(Folder, before);
        using (ChromaPatternStore store = Open())
        {
            store.Compact();
        }

        Copy(Folder, after);
        string made = Directory.GetDirectories(after, "mirror-*").Single(), name = Path.GetFileName(made);

        // While the mirror was written: it is half, under its other name.
        Restore(before);
        Copy(made, Path.Combine(Folder, name + ".tmp"));
        string half = Longest(Path.Combine(Folder, name + ".tmp"));
        File.WriteAllBytes(half, File.ReadAllBytes(half)[..^40]);
        AssertWhole(model, 3);
        Assert.Empty(Directory.GetDirectories(Folder, "*.tmp"));

        // When it was there, and the older one and all of the journal too.
        Restore(before);
        Copy(made, Path.Combine(Folder, name));
        Assert.Equal(2, Directory.GetDirectories(Folder, "mirror-*").Length);
        AssertWhole(model, 3);

        // When the older one was gone but the journal was not shortened.
        Restore(before);
        Directory.Delete(Directory.GetDirectories(Folder, "mirror-*").Single(), recursive: true);
        Copy(made, Path.Combine(Folder, name));
        AssertWhole(model, 3);
        Restore(after);
        AssertWhole(model, 3);
    }

    [Fact]
    public async Task Open_DamagedFolder_IsRefusedByName()
    {
        var model = new Dictionary<string, float[]>(StringComparer.Ordinal);
        string sound = Path.Combine(_root, "sound");
        using (ChromaPatternStore store = Open())
        {
            await ChangeAsync(store, model, new Random(6), 80);
            await store.SendPendingAsync();
            store.Compact();
        }

        Copy(Folder, sound);
        string mirror = Directory.GetDirectories(Folder, "mirror-*").Single(), segment = Longest(mirror);

        // A mirror without its end would be fewer records.
        byte[] bytes = File.ReadAllBytes(segment);
        foreach (int cut in new[] { bytes.Length - 1, bytes.Length - 30, bytes.Length / 2, 3 })
        {
            File.WriteAllBytes(segment, bytes[..cut]);
            Assert.Contains("mirror-", Assert.Throws<IndexFormatException>(() => Open()).Message, StringComparison.Ordinal);
        }

        Restore(sound);
        Directory.Delete(mirror, recursive: true);
        Assert.Contains("in neither mirror nor journal", Assert.Throws<IndexFormatException>(() => Open()).Message, StringComparison.Ordinal);

        Restore(sound);
        Directory.Move(mirror, mirror[..^2] + "99");
        Assert.Contains("mirror-", Assert.Throws<IndexFormatException>(() => Open()).Message, StringComparison.Ordinal);

        foreach (byte[] position in new[] { new byte[8], new byte[3], BitConverter.GetBytes(81L) })
        {
            Restore(sound);
            File.WriteAllBytes(Path.Combine(Folder, "sent"), position);
            Assert.Contains("sent", Assert.Throws<IndexFormatException>(() => Open()).Message, StringComparison.Ordinal);
        }
    }

    private ChromaPatternStore Open(long compactAfterBytes = 1 << 20) => ChromaPatternStore.Open(Folder, _client, "patterns", 2, ChromaSpace.L2, time: null, compactAfterBytes);

    private void AssertWhole(Dictionary<string, float[]> model, long pending)
    {
        using ChromaPatternStore store = Open();
        AssertHolds(store, model);
        Assert.Equal(pending, store.PendingChanges);
    }

    private static void AssertHolds(ChromaPatternStore store, Dictionary<string, float[]> model)
    {
        Assert.Equal(model.Count, store.Count);
        foreach ((string id, float[] vector) in model)
        {
            ChromaRecord record = store.Find(id)!;
            Assert.Equal(vector, record.Embedding);
            Assert.Equal((long)vector[0], record.Metadata!["x"].Integer);
            Assert.Equal("shape " + id, record.Document);
        }
    }

    /// <summary>Upserts of twenty ids, every fifth change a removal of one that is there.</summary>
    private static async Task ChangeAsync(ChromaPatternStore store, Dictionary<string, float[]> model, Random random, int changes)
    {
        // The calls take effect in their order; only the waiting for the disk is shared.
        var waiting = new List<Task>();
        for (int i = 0; i < changes; i++)
        {
            string id = $"p{random.Next(20)}";
            if (random.Next(5) == 0 && model.Remove(id))
            {
                waiting.Add(store.RemoveAsync(id));
                continue;
            }

            model[id] = [random.Next(1_000), i];
            waiting.Add(store.UpsertAsync(new ChromaRecord(id, model[id], new Dictionary<string, MetadataValue> { ["x"] = (long)model[id][0] }, "shape " + id)));
        }

        await Task.WhenAll(waiting);
    }

    private void Restore(string from)
    {
        Directory.Delete(Folder, recursive: true);
        Copy(from, Folder);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static string Longest(string folder) => Directory.GetFiles(folder).MaxBy(f => new FileInfo(f).Length)!;

    private static long BytesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
}
