using System.Buffers.Binary;

namespace Trading.Sdk.Journal.Tests;

/// <summary>A journal directory that vanishes with the test.</summary>
internal sealed class TemporaryJournal : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("journal-test-").FullName;

    public string[] Segments => Directory.GetFiles(Path, "*.journal").Order(StringComparer.Ordinal).ToArray();

    /// <summary>A payload that tells its sequence and fills the rest with a pattern of it.</summary>
    public static byte[] Payload(long sequence, int length)
    {
        byte[] payload = new byte[Math.Max(length, 8)];
        for (int i = 8; i < payload.Length; i++)
        {
            payload[i] = (byte)(sequence * 31 + i);
        }

        BinaryPrimitives.WriteInt64LittleEndian(payload, sequence);
        return payload;
    }

    public static void AssertRecord(JournalRecord record, long sequence)
    {
        Assert.Equal(sequence, record.Sequence);
        Assert.True(record.Payload.SequenceEqual(Payload(sequence, record.Payload.Length)), $"payload of {sequence}");
    }

    public void Fill(int records, JournalOptions? options = null, int length = 40)
    {
        using JournalWriter writer = JournalWriter.Open(Path, options);
        for (int i = 0; i < records; i++)
        {
            long sequence = writer.NextSequence;
            writer.Append(Payload(sequence, length), sequence * 1000);
        }
    }

    public long CountContiguous()
    {
        using JournalReader reader = JournalReader.Open(Path);
        long expected = reader.NextSequence;
        long first = expected;
        while (reader.TryRead(out JournalRecord record))
        {
            AssertRecord(record, expected++);
        }

        return expected - first;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
