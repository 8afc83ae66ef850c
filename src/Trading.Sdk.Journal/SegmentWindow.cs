using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal;

/// <summary>
/// Bytes of one segment in memory. A closed segment is mapped whole; the last one, which a writer may still cut or extend,
/// is read through a buffer, since touching a mapped page behind the end of a file kills the process.
/// </summary>
internal sealed unsafe class SegmentWindow : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly SafeFileHandle handle;
    private readonly MemoryMappedFile? map;
    private readonly MemoryMappedViewAccessor? view;
    private byte[]? buffer;
    private byte* data;
    private long start;
    private long filled;

    private SegmentWindow(string path, long baseSequence, SafeFileHandle handle, bool mapped)
    {
        Path = path;
        BaseSequence = baseSequence;
        this.handle = handle;
        FileLength = RandomAccess.GetLength(handle);
        if (mapped && FileLength > 0)
        {
            map = MemoryMappedFile.CreateFromFile(handle, null, FileLength, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            view = map.CreateViewAccessor(0, FileLength, MemoryMappedFileAccess.Read);
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            data = pointer + view.PointerOffset;
            filled = FileLength;
        }
    }

    public string Path { get; }

    public long BaseSequence { get; }

    public bool IsMapped => map is not null;

    /// <summary>Length of the file when it was last looked at.</summary>
    public long FileLength { get; private set; }

    /// <exception cref="FileNotFoundException">Retention removed the segment.</exception>
    public static SegmentWindow Open(string directory, long baseSequence, bool mapped)
    {
        string path = JournalDirectory.PathOf(directory, baseSequence);
        SafeFileHandle opened = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return new SegmentWindow(path, baseSequence, opened, mapped);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Null when the header is good, otherwise the problem.</summary>
    public string? CheckHeader()
    {
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderBytes];
        int read = RandomAccess.Read(handle, header, 0);
        return SegmentFormat.CheckHeader(header[..read], BaseSequence);
    }

    /// <summary>Judges the record at a file offset; when valid, <paramref name="record"/> points to it until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RecordState Judge(long offset, long expectedSequence, out byte* record, out uint length)
    {
        long at = offset - start;
        record = data + at;
        if (at >= 0 && at < filled)
        {
            RecordState state = SegmentFormat.Judge(ref Unsafe.AsRef<byte>(record), filled - at, expectedSequence, out length);
            if (state == RecordState.Valid)
            {
                return state;
            }
        }

        return JudgeAfresh(offset, expectedSequence, out record, out length);
    }

    /// <summary>A pointer to <paramref name="count"/> bytes at a file offset, or null when the file is shorter.</summary>
    public byte* Peek(long offset, long count)
    {
        if (offset < start || offset + count > start + filled)
        {
            if (IsMapped)
            {
                return null;
            }

            Fill(offset, count);
            if (count > filled)
            {
                return null;
            }
        }

        return data + (offset - start);
    }

    /// <summary>True when there are only zeros from <paramref name="offset"/> to the end of the file.</summary>
    public bool IsZeroFrom(long offset)
    {
        RefreshLength();
        while (offset < FileLength)
        {
            int count = (int)Math.Min(FileLength - offset, 64 << 10);
            byte* bytes = Peek(offset, count);
            if (bytes is null || new ReadOnlySpan<byte>(bytes, count).ContainsAnyExcept((byte)0))
            {
                return false;
            }

            offset += count;
        }

        return true;
    }

    /// <summary>
    /// Looks for a valid record behind a bad one. Found, it tells that the bad one is damage in the middle of the log and
    /// not the torn end of it.
    /// </summary>
    public bool HasRecordAfter(long offset, long expectedSequence)
    {
        RefreshLength();
        // What a hostile file can make us checksum is bounded; honest tails never come near the bound.
        long budget = 4 * (FileLength - offset) + (64L << 20);
        for (long candidate = offset + 8; candidate + SegmentFormat.RecordHeaderBytes <= FileLength; candidate += 8)
        {
            byte* bytes = Peek(candidate, SegmentFormat.RecordHeaderBytes);
            if (bytes is null)
            {
                return false;
            }

            uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(bytes, 4));
            if (length < SegmentFormat.RecordHeaderBytes || candidate + SegmentFormat.Footprint(length) > FileLength)
            {
                continue;
            }

            long sequence = (long)SegmentFormat.ReadUInt64(ref bytes[8]);
            if (sequence <= expectedSequence || sequence - expectedSequence > (candidate - offset) / SegmentFormat.RecordHeaderBytes + 1)
            {
                continue;
            }

            budget -= length;
            if (budget < 0)
            {
                return true;
            }

            if (Judge(candidate, sequence, out _, out _) == RecordState.Valid)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        if (view is not null)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }

        map?.Dispose();
        handle.Dispose();
        data = null;
        filled = 0;
    }

    private RecordState JudgeAfresh(long offset, long expectedSequence, out byte* record, out uint length)
    {
        if (!IsMapped)
        {
            Fill(offset, 8);
        }

        while (true)
        {
            long at = offset - start;
            record = data + at;
            long available = Math.Max(filled - at, 0);
            RecordState state = available == 0
                ? Nothing(out length)
                : SegmentFormat.Judge(ref Unsafe.AsRef<byte>(record), available, expectedSequence, out length);
            if (state != RecordState.Incomplete || IsMapped || SegmentFormat.Footprint(length) <= available || available < 8)
            {
                return state;
            }

            RefreshLength();
            if (offset + SegmentFormat.Footprint(length) > FileLength)
            {
                return state;
            }

            Fill(offset, SegmentFormat.Footprint(length));
            if (filled <= available)
            {
                return state;
            }
        }
    }

    private static RecordState Nothing(out uint length)
    {
        length = 0;
        return RecordState.Incomplete;
    }

    private void RefreshLength()
    {
        if (!IsMapped)
        {
            FileLength = RandomAccess.GetLength(handle);
        }
    }

    private void Fill(long offset, long count)
    {
        if (buffer is null || count > buffer.Length)
        {
            // Pinned for the pointer; the count never exceeds what the file holds.
            buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(BufferBytes, count), Array.MaxLength), pinned: true);
            data = (byte*)Unsafe.AsPointer(ref buffer[0]);
        }

        start = offset;
        filled = 0;
        while (filled < buffer.Length)
        {
            int read = RandomAccess.Read(handle, buffer.AsSpan((int)filled), offset + filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }
    }
}
