using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal.Tests;

public class DiskFailureTests
{
    [Theory]
    [InlineData(FsyncPolicy.Interval)]
    [InlineData(FsyncPolicy.Each)]
    [InlineData(FsyncPolicy.EveryN)]
    [InlineData(FsyncPolicy.None)]
    public async Task Append_DiskFull_IsTypedKeepsEarlierRecordsAndContinues(FsyncPolicy policy)
    {
        using var journal = new TemporaryJournal();
        var disk = new LimitedDisk { SpaceBytes = 40_000 };
        using (JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { SegmentBytes = 16 << 10, BufferBytes = 4096, Fsync = policy, Preallocate = false }, disk))
        {
            long taken = 0;
            JournalWriteException? refused = null;
            while (refused is null)
            {
                try
                {
                    Assert.Equal(taken, writer.Append(TemporaryJournal.Payload(taken, 100)));
                    taken++;
                }
                catch (JournalWriteException e)
                {
                    refused = e;
                }
            }

            Assert.True(refused.IsDiskFull);
            Assert.False(refused.IsPermanent);
            Assert.InRange(taken, 250, 500);
            Assert.Throws<JournalWriteException>(() => writer.Append(TemporaryJournal.Payload(taken, 100)));
            using (JournalReader reader = writer.OpenReader())
            {
                long read = 0;
                while (reader.TryRead(out JournalRecord record))
                {
                    TemporaryJournal.AssertRecord(record, read++);
                }

                Assert.InRange(read, taken - 4096 / 100, taken);
            }

            disk.SpaceBytes = 1 << 20;
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(taken, await writer.AppendAsync(TemporaryJournal.Payload(taken, 100)));
                taken++;
            }

            Assert.Null(writer.Fault);
        }

        Assert.Equal(0, JournalInspection.Run(journal.Path).TornBytes);
        Assert.Null(JournalInspection.Run(journal.Path).Damage);
        Assert.True(journal.CountContiguous() > 350);
    }

    [Fact]
    public async Task AppendAsync_DiskFullAtTheForce_FailsTheAcknowledgementAndLaterKeepsTheRecord()
    {
        using var journal = new TemporaryJournal();
        var disk = new LimitedDisk { SpaceBytes = 64 };
        using (JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { Preallocate = false }, disk))
        {
            JournalWriteException e = await Assert.ThrowsAsync<JournalWriteException>(() => writer.AppendAsync(TemporaryJournal.Payload(0, 50)).AsTask());
            Assert.True(e.IsDiskFull);
            Assert.Equal(-1, writer.DurableSequence);
            disk.SpaceBytes = 1 << 20;
            await writer.WaitDurableAsync(0);
        }

        Assert.Equal(1, journal.CountContiguous());
    }

    [Fact]
    public async Task Sync_ForceFails_StopsTheWriterUntilReopened()
    {
        using var journal = new TemporaryJournal();
        var disk = new LimitedDisk();
        JournalWriter writer = JournalWriter.Open(journal.Path, null, disk);
        await writer.AppendAsync(TemporaryJournal.Payload(0, 50));
        disk.SyncFails = true;
        JournalWriteException e = await Assert.ThrowsAsync<JournalWriteException>(() => writer.AppendAsync(TemporaryJournal.Payload(1, 50)).AsTask());
        Assert.True(e.IsPermanent);
        Assert.Throws<JournalWriteException>(() => writer.Append(TemporaryJournal.Payload(2, 50)));
        Assert.Throws<JournalWriteException>(writer.Dispose);
        disk.SyncFails = false;
        using JournalWriter again = JournalWriter.Open(journal.Path, null, disk);
        Assert.InRange(again.NextSequence, 1, 2);
    }

    [Fact]
    public void Append_PermissionLostAtARoll_IsTypedAndContinues()
    {
        using var journal = new TemporaryJournal();
        var disk = new LimitedDisk();
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { SegmentBytes = 4096 }, disk);
        disk.CreateDenied = true;
        long taken = 0;
        JournalWriteException e = Assert.Throws<JournalWriteException>(() =>
        {
            for (; taken < 1000; taken++)
            {
                writer.Append(TemporaryJournal.Payload(taken, 100));
            }
        });
        Assert.True(e.IsAccessDenied);
        disk.CreateDenied = false;
        Assert.Equal(taken, writer.Append(TemporaryJournal.Payload(taken, 100)));
        writer.Sync();
        Assert.Equal(taken + 1, journal.CountContiguous());
        Assert.Empty(Directory.GetFiles(journal.Path, "*.journal-new"));
    }

    [Fact]
    public async Task WaitDurableAsync_ForceAlreadyUnderWay_IsCompletedByThatForce()
    {
        using var journal = new TemporaryJournal();
        var disk = new LimitedDisk();
        // No other force comes within the time of the test.
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { FsyncInterval = TimeSpan.FromMinutes(1) }, disk);
        writer.Append(TemporaryJournal.Payload(0, 50));
        using var entered = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        disk.OnSync = () =>
        {
            entered.Release();
            release.Wait();
        };
        Task force = Task.Run(writer.Sync, TestContext.Current.CancellationToken);
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        Task wait = writer.WaitDurableAsync(0, TestContext.Current.CancellationToken).AsTask();
        Assert.False(wait.IsCompleted);
        disk.OnSync = null;
        release.Release();
        await force;
        await wait.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(0, writer.DurableSequence);
    }

    [Fact]
    public void Append_NoSpaceToReserveAtARoll_IsADiskFullAndContinues()
    {
        using var journal = new TemporaryJournal();
        var disk = new LimitedDisk();
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { SegmentBytes = 4096 }, disk);
        disk.ReserveTooMuch = true;
        long taken = 0;
        JournalWriteException e = Assert.Throws<JournalWriteException>(() =>
        {
            for (; taken < 1000; taken++)
            {
                writer.Append(TemporaryJournal.Payload(taken, 100));
            }
        });
        Assert.True(e.IsDiskFull, e.ToString());
        Assert.False(e.IsPermanent);
        disk.ReserveTooMuch = false;
        Assert.Equal(taken, writer.Append(TemporaryJournal.Payload(taken, 100)));
        writer.Sync();
        Assert.Equal(taken + 1, journal.CountContiguous());
        Assert.Empty(Directory.GetFiles(journal.Path, "*.journal-new"));
    }

    [Fact]
    public void Open_PathIsAFile_IsTyped()
    {
        using var journal = new TemporaryJournal();
        string file = Path.Combine(journal.Path, "plain");
        File.WriteAllText(file, "");
        Assert.Throws<JournalWriteException>(() => JournalWriter.Open(file));
    }

    private sealed class LimitedDisk : JournalDisk
    {
        private const int NoSpace = 28;
        private long used;

        public long SpaceBytes { get; set; } = long.MaxValue;

        public bool SyncFails { get; set; }

        public bool CreateDenied { get; set; }

        /// <summary>Asks the real file system for more than any has, so that its own refusal comes back.</summary>
        public bool ReserveTooMuch { get; set; }

        public override SafeFileHandle Create(string path, long reserveBytes) =>
            CreateDenied ? throw new UnauthorizedAccessException("denied") : base.Create(path, ReserveTooMuch ? 1L << 60 : reserveBytes);

        public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            if (used + bytes.Length > SpaceBytes)
            {
                // As the system does: what still fits is written, then the error comes.
                base.Write(file, bytes[..(int)Math.Max(0, Math.Min(bytes.Length, SpaceBytes - used))], offset);
                throw new IOException("No space left on device", NoSpace);
            }

            base.Write(file, bytes, offset);
            used += bytes.Length;
        }

        public Action? OnSync { get; set; }

        public override void Sync(SafeFileHandle file)
        {
            OnSync?.Invoke();
            if (SyncFails)
            {
                throw new IOException("Input/output error", 5);
            }

            base.Sync(file);
        }
    }
}
