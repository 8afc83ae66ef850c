using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal.Tests;

public class WaitDuringSyncTests
{
    [Fact]
    public async Task WaitDurable_BeginsWhileItsRecordIsBeingForced_IsAcknowledgedByThatForce()
    {
        using var journal = new TemporaryJournal();
        using var disk = new SlowDisk();
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { Fsync = FsyncPolicy.Each }, disk);
        disk.Hold();
        Task<long> append = Task.Run(() => writer.Append([1, 2, 3]), TestContext.Current.CancellationToken);
        disk.WaitUntilForcing();
        // The record has been captured by the force, and nobody waited for it before.
        Task wait = writer.WaitDurableAsync(0, TestContext.Current.CancellationToken).AsTask();
        Assert.False(wait.IsCompleted);
        disk.Release();
        Assert.Equal(0, await append);
        await wait.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(0, writer.DurableSequence);
    }

    private sealed class SlowDisk : JournalDisk, IDisposable
    {
        private readonly ManualResetEventSlim forcing = new(), open = new(initialState: true);

        public void Hold() => open.Reset();

        public void WaitUntilForcing() => forcing.Wait(TestContext.Current.CancellationToken);

        public void Release() => open.Set();

        public override void Sync(SafeFileHandle file)
        {
            if (!open.IsSet)
            {
                forcing.Set();
                open.Wait();
            }

            base.Sync(file);
        }

        public void Dispose()
        {
            forcing.Dispose();
            open.Dispose();
        }
    }
}
