using Trading.Sdk.Testing;

namespace Trading.Sdk.Journal.Tests;

public class JournalWriterTests
{
    [Theory]
    [InlineData(FsyncPolicy.None)]
    [InlineData(FsyncPolicy.Interval)]
    [InlineData(FsyncPolicy.EveryN)]
    [InlineData(FsyncPolicy.Each)]
    public void Journal_AppendedAndReopened_ReadsBackEveryRecordInOrder(FsyncPolicy policy)
    {
        using var journal = new TemporaryJournal();
        var options = new JournalOptions { Fsync = policy, FsyncEvery = 7, SegmentBytes = 8192, BufferBytes = 4096 };
        for (int round = 0; round < 3; round++)
        {
            using JournalWriter writer = JournalWriter.Open(journal.Path, options);
            Assert.Equal(round * 100, writer.NextSequence);
            Assert.Equal(0, writer.Recovery.TornBytes);
            for (int i = 0; i < 100; i++)
            {
                long sequence = round * 100 + i;
                Assert.Equal(sequence, writer.Append(TemporaryJournal.Payload(sequence, 8 + i * 7), sequence));
            }
        }

        Assert.True(journal.Segments.Length > 5);
        Assert.Equal(300, journal.CountContiguous());
        JournalReport report = JournalInspection.Run(journal.Path);
        Assert.Null(report.Damage);
        Assert.Equal(300, report.Records);
        Assert.Equal(0, report.TornBytes);
        Assert.Equal(299, report.MaxTimeNanos);
    }

    [Fact]
    public void Append_PayloadsOfEverySizeIncludingEmptyAndLargerThanTheBuffer_AreReadBack()
    {
        using var journal = new TemporaryJournal();
        var lengths = new List<int> { 0, 1, 7, 8, 9, 4095, 4096, 4097, 100_000, 3 };
        using (JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { BufferBytes = 4096, SegmentBytes = 200_000 }))
        {
            foreach (int length in lengths)
            {
                writer.Append(Enumerable.Repeat((byte)length, length).ToArray(), new byte[] { 1, 2 }, length);
            }
        }

        using JournalReader reader = JournalReader.Open(journal.Path);
        foreach (int length in lengths)
        {
            Assert.True(reader.TryRead(out JournalRecord record));
            Assert.Equal(length + 2, record.Payload.Length);
            Assert.Equal(length, record.TimeNanos);
            Assert.Equal(2, record.Payload[^1]);
            Assert.False(record.Payload[..length].ContainsAnyExcept((byte)length));
        }

        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Append_PayloadLargerThanARecordMayBe_IsRefusedByName()
    {
        using var journal = new TemporaryJournal();
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { SegmentBytes = 4096 });
        Assert.Throws<ArgumentException>(() => writer.Append(new byte[4096]));
        Assert.Equal(0, writer.Append(new byte[4096 - 64 - 24]));
        Assert.Equal(1, writer.Append([1]));
    }

    [Fact]
    public void Open_SecondWriter_IsRefusedUntilTheFirstCloses()
    {
        using var journal = new TemporaryJournal();
        using (JournalWriter.Open(journal.Path))
        {
            JournalLockedException e = Assert.Throws<JournalLockedException>(() => JournalWriter.Open(journal.Path));
            Assert.Equal(journal.Path, e.Directory);
        }

        JournalWriter.Open(journal.Path).Dispose();
    }

    [Theory]
    [InlineData(nameof(JournalOptions.SegmentBytes))]
    [InlineData(nameof(JournalOptions.FsyncInterval))]
    [InlineData(nameof(JournalOptions.FsyncEvery))]
    [InlineData(nameof(JournalOptions.BufferBytes))]
    [InlineData(nameof(JournalOptions.RetainFor))]
    [InlineData(nameof(JournalOptions.RetainBytes))]
    public void Options_OutOfRange_AreRefusedByName(string name)
    {
        using var journal = new TemporaryJournal();
        JournalOptions options = name switch
        {
            nameof(JournalOptions.SegmentBytes) => new JournalOptions { SegmentBytes = 1 },
            nameof(JournalOptions.FsyncInterval) => new JournalOptions { FsyncInterval = TimeSpan.Zero },
            nameof(JournalOptions.FsyncEvery) => new JournalOptions { FsyncEvery = 0 },
            nameof(JournalOptions.BufferBytes) => new JournalOptions { BufferBytes = 0 },
            nameof(JournalOptions.RetainFor) => new JournalOptions { RetainFor = TimeSpan.Zero },
            _ => new JournalOptions { RetainBytes = 0 },
        };
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => JournalWriter.Open(journal.Path, options)).ParamName);
    }

    [Theory]
    [InlineData(FsyncPolicy.None)]
    [InlineData(FsyncPolicy.Interval)]
    [InlineData(FsyncPolicy.EveryN)]
    [InlineData(FsyncPolicy.Each)]
    public async Task AppendAsync_Acknowledged_IsDurableAndVisibleToOthers(FsyncPolicy policy)
    {
        using var journal = new TemporaryJournal();
        await using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { Fsync = policy, FsyncEvery = 1000, SegmentBytes = 4096 });
        for (int i = 0; i < 50; i++)
        {
            long sequence = await writer.AppendAsync(TemporaryJournal.Payload(i, 100), i, TestContext.Current.CancellationToken);
            Assert.Equal(i, sequence);
            Assert.True(writer.DurableSequence >= i);
            using JournalReader other = JournalReader.Open(journal.Path, i);
            Assert.True(other.TryRead(out JournalRecord record));
            TemporaryJournal.AssertRecord(record, i);
        }
    }

    [Fact]
    public async Task AppendAsync_IntervalPolicy_AcknowledgesWhenTheClockReachesTheInterval()
    {
        using var journal = new TemporaryJournal();
        var clock = new ManualTimeProvider();
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { TimeProvider = clock });
        ValueTask<long> acknowledgement = writer.AppendAsync([1, 2, 3]);
        clock.Advance(TimeSpan.FromMilliseconds(9));
        Assert.False(acknowledgement.IsCompleted);
        Assert.Equal(-1, writer.DurableSequence);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await acknowledgement);
        Assert.Equal(0, writer.DurableSequence);
    }

    [Fact]
    public async Task Append_ManyThreads_GetsEverySequenceOnceAndKeepsEachThreadsOrder()
    {
        using var journal = new TemporaryJournal();
        using (JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { SegmentBytes = 64 << 10, BufferBytes = 4096 }))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
            {
                for (int i = 0; i < 2000; i++)
                {
                    long sequence = writer.Append(BitConverter.GetBytes((thread << 16) | i));
                    if (i % 500 == 0)
                    {
                        await writer.WaitDurableAsync(sequence);
                    }
                }
            })));
        }

        int[] seen = new int[4];
        using JournalReader reader = JournalReader.Open(journal.Path);
        while (reader.TryRead(out JournalRecord record))
        {
            int value = BitConverter.ToInt32(record.Payload);
            Assert.Equal(seen[value >> 16]++, value & 0xFFFF);
        }

        Assert.All(seen, count => Assert.Equal(2000, count));
    }

    [Fact]
    public void Append_SteadyState_AllocatesNothing()
    {
        using var journal = new TemporaryJournal();
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { Fsync = FsyncPolicy.Interval });
        byte[] payload = new byte[64];
        AllocationGuard.ShouldNotAllocate(() => writer.Append(payload), runs: 20_000, warmUp: 20_000);
        writer.Sync();
        using JournalReader reader = JournalReader.Open(journal.Path);
        AllocationGuard.ShouldNotAllocate(
            () =>
            {
                if (!reader.TryRead(out _))
                {
                    reader.SeekFirst();
                }
            },
            runs: 10_000,
            warmUp: 10_000);
    }

    [Fact]
    public void Retention_BySizeAndAge_RemovesTheOldestClosedSegments()
    {
        using var journal = new TemporaryJournal();
        var clock = new ManualTimeProvider();
        long now = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        using (JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { SegmentBytes = 4096, RetainBytes = 20_000, TimeProvider = clock }))
        {
            for (int i = 0; i < 500; i++)
            {
                writer.Append(TemporaryJournal.Payload(i, 200), now + i * 1_000_000_000L);
            }

            Assert.InRange(writer.TotalBytes, 12_000, 20_000 + 4096);
            Assert.True(writer.FirstSequence > 300);
            using JournalReader reader = writer.OpenReader();
            Assert.Equal(writer.FirstSequence, reader.NextSequence);
            Assert.Throws<JournalRangeException>(() => reader.SeekSequence(0));
        }

        clock.Advance(TimeSpan.FromSeconds(490));
        using (JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { SegmentBytes = 4096, RetainFor = TimeSpan.FromSeconds(30), TimeProvider = clock }))
        {
            writer.ApplyRetention();
            Assert.InRange(writer.FirstSequence, 430, 461);
            Assert.Equal(500, writer.NextSequence);
            writer.RemoveBefore(500);
            Assert.True(journal.Segments.Length == 1);
            writer.Roll();
            writer.RemoveBefore(500);
            Assert.Equal(500, writer.FirstSequence);
        }

        using (JournalWriter writer = JournalWriter.Open(journal.Path))
        {
            Assert.Equal(500, writer.Append([1]));
        }
    }
}
