using FsCheck;
using FsCheck.Fluent;

namespace Trading.Sdk.Journal.Tests;

public class JournalReaderTests
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 16 << 10, BufferBytes = 4096, TimeIndexStrideBytes = 4096 };

    [Fact]
    public void SeekSequence_EverySequence_ReadsFromExactlyThere()
    {
        using var journal = new TemporaryJournal();
        journal.Fill(1000, Small);
        using JournalReader reader = JournalReader.Open(journal.Path);
        for (long sequence = 0; sequence < 1000; sequence += 7)
        {
            reader.SeekSequence(sequence);
            Assert.True(reader.TryRead(out JournalRecord record));
            TemporaryJournal.AssertRecord(record, sequence);
        }

        reader.SeekSequence(1000);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void SeekTime_UnorderedTimes_FindsTheFirstRecordNotEarlierAsALinearScanDoes()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            using var journal = new TemporaryJournal();
            var random = new Random(seed);
            var times = new List<long>();
            using (JournalWriter writer = JournalWriter.Open(journal.Path, Small))
            {
                for (int i = 0; i < 700; i++)
                {
                    times.Add(i * 10 + random.Next(-200, 200));
                    writer.Append(TemporaryJournal.Payload(i, 60), times[^1]);
                }
            }

            using JournalReader reader = JournalReader.Open(journal.Path);
            for (int probe = -300; probe < 7500; probe += 97)
            {
                reader.SeekTime(probe);
                int expected = times.FindIndex(t => t >= probe);
                bool found = reader.TryRead(out JournalRecord record);
                if (found != expected >= 0 || (found && record.Sequence != expected))
                {
                    return false;
                }
            }

            return true;
        }));
    }

    [Fact]
    public void SeekTime_IndexFilesMissingOrDamaged_GivesTheSameAnswer()
    {
        using var journal = new TemporaryJournal();
        journal.Fill(1000, Small);
        string[] indexes = Directory.GetFiles(journal.Path, "*.index");
        Assert.True(indexes.Length > 2);
        File.Delete(indexes[0]);
        byte[] bytes = File.ReadAllBytes(indexes[1]);
        bytes[70] ^= 1;
        File.WriteAllBytes(indexes[1], bytes);
        File.WriteAllBytes(indexes[2], [1, 2, 3]);
        using JournalReader reader = JournalReader.Open(journal.Path);
        for (long sequence = 0; sequence < 1000; sequence += 13)
        {
            reader.SeekTime(sequence * 1000 - 500);
            Assert.True(reader.TryRead(out JournalRecord record));
            Assert.Equal(sequence, record.Sequence);
        }
    }

    [Fact]
    public async Task Reader_ReplayThenLive_SeesEveryRecordOnce()
    {
        using var journal = new TemporaryJournal();
        journal.Fill(500, Small);
        var writer = JournalWriter.Open(journal.Path, Small);
        using JournalReader reader = writer.OpenReader(100);
        using JournalReader outsider = JournalReader.Open(journal.Path, 100);
        Task<List<long>> live = Task.Run(() => CollectAsync(reader, 100_000));
        Task<List<long>> polled = Task.Run(() => CollectAsync(outsider, 4900));
        for (int i = 500; i < 5000; i++)
        {
            writer.Append(TemporaryJournal.Payload(i, 40), i);
            if (i % 1000 == 0)
            {
                await Task.Delay(3);
            }
        }

        writer.Dispose();
        List<long> expected = Enumerable.Range(100, 4900).Select(i => (long)i).ToList();
        Assert.Equal(expected, await live);
        Assert.Equal(expected, await polled);

        static async Task<List<long>> CollectAsync(JournalReader reader, int limit)
        {
            var seen = new List<long>();
            await foreach (JournalEntry entry in reader.ReadAllAsync(follow: true))
            {
                Assert.True(entry.Payload.Span.SequenceEqual(TemporaryJournal.Payload(entry.Sequence, 40)));
                seen.Add(entry.Sequence);
                if (seen.Count == limit)
                {
                    break;
                }
            }

            return seen;
        }
    }

    [Fact]
    public void Reader_AttachedToTheWriter_SeesARecordAtOnce()
    {
        using var journal = new TemporaryJournal();
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { FsyncInterval = TimeSpan.FromMinutes(1) });
        using JournalReader reader = writer.OpenReader();
        for (int i = 0; i < 100; i++)
        {
            Assert.False(reader.TryRead(out _));
            writer.Append(TemporaryJournal.Payload(i, 30));
            Assert.True(reader.TryRead(out JournalRecord record));
            TemporaryJournal.AssertRecord(record, i);
        }
    }

    [Fact]
    public void Reader_FutureSequence_BeginsWhenItComes()
    {
        using var journal = new TemporaryJournal();
        using JournalWriter writer = JournalWriter.Open(journal.Path, Small);
        using JournalReader reader = writer.OpenReader(5);
        for (int i = 0; i < 5; i++)
        {
            writer.Append(TemporaryJournal.Payload(i, 30));
            Assert.False(reader.TryRead(out _));
        }

        writer.Append(TemporaryJournal.Payload(5, 30));
        Assert.True(reader.TryRead(out JournalRecord record));
        Assert.Equal(5, record.Sequence);
    }

    [Fact]
    public void Reader_OvertakenByRetention_SaysSo()
    {
        using var journal = new TemporaryJournal();
        using JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { SegmentBytes = 4096 });
        using JournalReader reader = writer.OpenReader();
        Assert.False(reader.TryRead(out _));
        for (int i = 0; i < 200; i++)
        {
            writer.Append(TemporaryJournal.Payload(i, 100));
        }

        Assert.True(reader.TryRead(out _));
        writer.RemoveBefore(150);
        JournalRangeException e = Assert.Throws<JournalRangeException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        });
        Assert.Equal(writer.FirstSequence, e.FirstSequence);
    }

    [Fact]
    public void Open_DirectoryMissing_Throws() => Assert.Throws<DirectoryNotFoundException>(() => JournalReader.Open("/nowhere/at/all"));
}
