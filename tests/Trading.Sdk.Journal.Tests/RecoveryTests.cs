using Trading.Sdk.Tests;
namespace Trading.Sdk.Journal.Tests;

public class RecoveryTests
{
    [Fact]
    public void Recovery_TornAtEveryByte_KeepsEveryWholeRecordAndGoesOn()
    {
        using var template = new TemporaryJournal();
        template.Fill(12, length: 21);
        byte[] whole = File.ReadAllBytes(template.Segments[0]);
        int record = (24 + 21 + 7) & ~7;
        Assert.Equal(64 + 12 * record, whole.Length);
        // Cut at every byte of the header, of the records and, in the second form, filled with what a torn page may hold.
        for (int length = 0; length < whole.Length; length++)
        {
            foreach (byte? filler in new byte?[] { null, 0, 0xFF })
            {
                using var journal = new TemporaryJournal();
                string file = Path.Combine(journal.Path, Path.GetFileName(template.Segments[0]));
                byte[] torn = new byte[filler is null ? length : whole.Length];
                torn.AsSpan().Fill(filler ?? 0);
                whole.AsSpan(0, length).CopyTo(torn);
                File.WriteAllBytes(file, torn);
                bool headerIsWhole = torn.AsSpan(0, Math.Min(64, torn.Length)).SequenceEqual(whole.AsSpan(0, 64));
                if (filler is not null && (length > 0 || filler is 0xFF) && !headerIsWhole)
                {
                    // Half a header with a file behind it is not what an interrupted write leaves.
                    Assert.Equal(0, Assert.Throws<JournalCorruptException>(() => JournalWriter.Open(journal.Path)).Offset);
                    continue;
                }

                long expected = Math.Max(0, (length - 64) / record);
                // A padding that equals the filler leaves the record whole.
                if (filler is 0 && length >= 64 && (length - 64) % record >= 24 + 21)
                {
                    expected++;
                }

                using (JournalWriter writer = JournalWriter.Open(journal.Path))
                {
                    Assert.Equal(expected, writer.NextSequence);
                    if (filler is null)
                    {
                        Assert.Equal(length < 64 ? length : (length - 64) % record, writer.Recovery.TornBytes);
                    }

                    writer.Append(TemporaryJournal.Payload(expected, 21));
                }

                Assert.Equal(expected + 1, journal.CountContiguous());
            }
        }
    }

    [Fact]
    public void Recovery_DamageBeforeTheTail_IsRefusedWithFileAndOffset()
    {
        using var journal = new TemporaryJournal();
        journal.Fill(300, new JournalOptions { SegmentBytes = 4096 });
        string[] segments = journal.Segments;
        Assert.True(segments.Length > 3);

        // In the middle of the last segment, with valid records behind it.
        byte[] last = File.ReadAllBytes(segments[^1]);
        byte[] damaged = (byte[])last.Clone();
        damaged[64 + 64 + 30] ^= 4;
        File.WriteAllBytes(segments[^1], damaged);
        JournalCorruptException e = Assert.Throws<JournalCorruptException>(() => JournalWriter.Open(journal.Path));
        Assert.Equal(segments[^1], e.File);
        Assert.Equal(64 + 64, e.Offset);
        Assert.Equal(damaged, File.ReadAllBytes(segments[^1]));
        using (JournalReader reader = JournalReader.Open(journal.Path))
        {
            JournalCorruptException read = Assert.Throws<JournalCorruptException>(() => Drain(reader));
            Assert.Equal((e.File, e.Offset), (read.File, read.Offset));
        }

        using (JournalWriter writer = JournalWriter.Open(journal.Path, new JournalOptions { TailRecovery = TailRecovery.TruncateAtFirstBadRecord }))
        {
            Assert.Equal(last.Length - 128, writer.Recovery.TornBytes);
            Assert.Equal(segments[^1], writer.Recovery.TornFile);
            Assert.Equal(128, writer.Recovery.TornOffset);
        }

        // In an earlier segment: even its end is no torn tail.
        File.WriteAllBytes(segments[1], File.ReadAllBytes(segments[1])[..^8]);
        Assert.Equal(segments[1], Assert.Throws<JournalCorruptException>(() => JournalWriter.Open(journal.Path)).File);
        using (JournalReader reader = JournalReader.Open(journal.Path))
        {
            Assert.Equal(segments[1], Assert.Throws<JournalCorruptException>(() => Drain(reader)).File);
        }

        Assert.NotNull(JournalInspection.Run(journal.Path).Damage);
    }

    [Fact]
    public void Recovery_MissingSegment_IsDamage()
    {
        using var journal = new TemporaryJournal();
        journal.Fill(300, new JournalOptions { SegmentBytes = 4096 });
        File.Delete(journal.Segments[1]);
        Assert.Throws<JournalCorruptException>(() => JournalWriter.Open(journal.Path));
        using JournalReader reader = JournalReader.Open(journal.Path);
        Assert.Throws<JournalCorruptException>(() => Drain(reader));
        Assert.NotNull(JournalInspection.Run(journal.Path).Damage);
    }

    [Fact]
    public void Recovery_VerifyAllOnOpen_FindsDamageInAClosedSegment()
    {
        using var journal = new TemporaryJournal();
        journal.Fill(300, new JournalOptions { SegmentBytes = 4096 });
        byte[] bytes = File.ReadAllBytes(journal.Segments[0]);
        bytes[500] ^= 1;
        File.WriteAllBytes(journal.Segments[0], bytes);
        JournalWriter.Open(journal.Path).Dispose();
        Assert.Throws<JournalCorruptException>(() => JournalWriter.Open(journal.Path, new JournalOptions { VerifyAllOnOpen = true }));
    }

    [Fact]
    public void Recovery_ManyMutatedSegments_GivesTypedErrorsOnly()
    {
        using var template = new TemporaryJournal();
        template.Fill(40, new JournalOptions { SegmentBytes = 4096 });
        string[] files = template.Segments.Take(2).ToArray();
        byte[][] originals = files.Select(File.ReadAllBytes).ToArray();
        using var journal = new TemporaryJournal();
        string[] targets = files.Select(f => Path.Combine(journal.Path, Path.GetFileName(f))).ToArray();
        var random = new Random(7);
        int corrupt = 0;
        var handles = new Microsoft.Win32.SafeHandles.SafeFileHandle[targets.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            File.WriteAllBytes(targets[i], originals[i]);
            handles[i] = File.OpenHandle(targets[i], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }

        int rounds = TestEffort.Count(100_000, 1_000_000);
        for (int round = 0; round < rounds; round++)
        {
            int which = random.Next(targets.Length);
            byte[] bytes = (byte[])originals[which].Clone();
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                int at = random.Next(bytes.Length);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 2:
                        bytes = bytes[..at];
                        break;
                    default:
                        int length = Math.Min(random.Next(1, 64), bytes.Length - at);
                        bytes.AsSpan(at, length).Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                        break;
                }

                if (bytes.Length == 0)
                {
                    break;
                }
            }

            Put(handles[which], bytes);
            try
            {
                using JournalReader reader = JournalReader.Open(journal.Path);
                long expected = 0;
                while (reader.TryRead(out JournalRecord record))
                {
                    TemporaryJournal.AssertRecord(record, expected++);
                }
            }
            catch (JournalException)
            {
                corrupt++;
            }

            Put(handles[which], originals[which]);
        }

        Array.ForEach(handles, h => h.Dispose());

        Assert.InRange(corrupt, rounds / 4, rounds);
    }

    private static void Put(Microsoft.Win32.SafeHandles.SafeFileHandle file, byte[] bytes)
    {
        RandomAccess.SetLength(file, bytes.Length);
        RandomAccess.Write(file, bytes, 0);
    }

    private static void Drain(JournalReader reader)
    {
        while (reader.TryRead(out _))
        {
        }
    }
}
