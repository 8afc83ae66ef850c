using System.Text;
using System.Text.Json;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>The journal of rows that could not be stored: JSON lines {subject, reason, row}. Thread-safe; opened at the first such row.</summary>
public sealed class DeadLetterJournal : IDisposable
{
    private readonly string directory;
    private readonly TimeProvider timeProvider;
    private readonly Lock gate = new();
    private JournalWriter? writer;
    private bool disposed;

    /// <summary>Names the journal; nothing is opened yet.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    public DeadLetterJournal(string directory, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        this.directory = directory;
        this.timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Keeps a row.</summary>
    /// <param name="record">The row; null is kept as null.</param>
    /// <param name="reason">Why it could not be stored.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    public void Keep<TRecord>(TRecord? record, string reason)
        where TRecord : class, IStoredRecord<TRecord> => Keep(TRecord.Schema.Subject, record is null ? "null" : JsonRow.Format(record), reason);

    /// <summary>Keeps a row that is only known as text, for example a line of a file.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="row">The row as JSON.</param>
    /// <param name="reason">Why it could not be stored.</param>
    public void Keep(string subject, string row, string reason)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("subject", subject);
            json.WriteString("reason", reason);
            json.WritePropertyName("row");
            json.WriteRawValue(row);
            json.WriteEndObject();
        }

        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            writer ??= JournalWriter.Open(directory, new JournalOptions { Preallocate = false, BufferBytes = 64 << 10, SegmentBytes = 64 << 20, PayloadBytesMax = 32 << 20, TimeProvider = timeProvider });
            writer.Append(stream.GetBuffer().AsSpan(0, (int)stream.Length));
        }
    }

    /// <summary>Forces the kept rows to the disk.</summary>
    public void Sync()
    {
        lock (gate)
        {
            writer?.Sync();
        }
    }

    /// <summary>Reads all kept rows, oldest first.</summary>
    public IReadOnlyList<DeadLetter> ReadAll()
    {
        var letters = new List<DeadLetter>();
        lock (gate)
        {
            if (writer is null && !Directory.Exists(directory))
            {
                return letters;
            }

            using JournalReader reader = writer is null ? JournalReader.Open(directory) : writer.OpenReader();
            while (reader.TryRead(out JournalRecord record))
            {
                using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(record.Payload));
                letters.Add(new DeadLetter(
                    record.TimeNanos,
                    json.RootElement.GetProperty("subject").GetString()!,
                    json.RootElement.GetProperty("reason").GetString()!,
                    json.RootElement.GetProperty("row").GetRawText()));
            }
        }

        return letters;
    }

    /// <summary>Closes the journal.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            writer?.Dispose();
            writer = null;
        }
    }
}
