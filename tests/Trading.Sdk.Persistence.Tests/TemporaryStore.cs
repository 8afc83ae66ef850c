namespace Trading.Sdk.Persistence.Tests;

internal sealed class TemporaryStore : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("store-test-").FullName;

    public JournalTradingStore Store { get; private set; }

    public TemporaryStore(JournalStoreOptions? options = null) => Store = JournalTradingStore.Open(Path, options);

    public async Task ReopenAsync(JournalStoreOptions? options = null)
    {
        await Store.DisposeAsync();
        Store = JournalTradingStore.Open(Path, options);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }
}
