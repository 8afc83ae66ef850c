using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// A container mapped into memory: pages come from the file as they are touched and are copied when written, so the file
/// itself never changes. The mapping ends when the last index over it is collected.
/// </summary>
internal sealed unsafe class MappedContainer : IDisposable
{
    private readonly Dictionary<ContainerFormat.Section, (long Offset, long Length)> _sections = [];
    private readonly Dictionary<ContainerFormat.Section, uint> _unverified = [];
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _base;
    private readonly long _length;
    private bool _released;

    public MappedContainer(string path)
    {
        Path = path;
        _length = new FileInfo(path).Length;
        if (_length < ContainerFormat.HeaderBytes)
        {
            throw Error(0, $"{_length} bytes are less than a header of {ContainerFormat.HeaderBytes}");
        }

        // Not shared for writing: a writer in place would change pages under a running search. Replacing by rename is free.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, _length, MemoryMappedFileAccess.CopyOnWrite);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _base = pointer + _view.PointerOffset;
        try
        {
            ReadTable();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

#pragma warning disable MA0055 // lock-free readers have no last one to dispose: the collector knows it
    ~MappedContainer()
    {
        if (!_released && _view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
#pragma warning restore MA0055

    public string Path { get; }

    public ContainerFormat.Kind Kind { get; private set; }

    public long Length => _length;

    public IReadOnlyDictionary<ContainerFormat.Section, (long Offset, long Length)> Sections => _sections;

    /// <summary>Whether the file begins like a container.</summary>
    public static bool IsContainer(string path)
    {
        using FileStream stream = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[8];
        return stream.ReadAtLeast(magic, 8, throwOnEndOfStream: false) == 8 && MemoryMarshal.Read<ulong>(magic) == ContainerFormat.Magic;
    }

    public IndexFormatException Error(long offset, string problem) => new(Path, offset, problem);

    /// <summary>A section whose checksum is right.</summary>
    public byte* Pointer(ContainerFormat.Section id, out long length)
    {
        byte* first = PointerUnverified(id, out length);
        if (_unverified.ContainsKey(id))
        {
            Verify(id, Crc32C.ComputeSection(first, length));
        }

        return first;
    }

    /// <summary>Holds a section's checksum, computed by whoever read it, against the stated one.</summary>
    public void Verify(ContainerFormat.Section id, uint checksum)
    {
        if (_unverified.TryGetValue(id, out uint stated) && stated != checksum)
        {
            throw Error(_sections[id].Offset, $"the checksum of section {id} is wrong");
        }

        _unverified.Remove(id);
    }

    /// <summary>Verifies the sections that nobody has read.</summary>
    public void VerifyRest()
    {
        foreach (ContainerFormat.Section id in _sections.Keys)
        {
            Pointer(id, out _);
        }
    }

    /// <summary>Whether the file has a section.</summary>
    public bool Has(ContainerFormat.Section id) => _sections.ContainsKey(id);

    /// <summary>A section whose checksum the caller computes and gives to <see cref="Verify"/>.</summary>
    public byte* PointerUnverified(ContainerFormat.Section id, out long length)
    {
        if (!_sections.TryGetValue(id, out (long Offset, long Length) section))
        {
            throw Error(0, $"section {id} is missing");
        }

        length = section.Length;
        return _base + section.Offset;
    }

    public T[] Read<T>(ContainerFormat.Section id)
        where T : unmanaged
    {
        byte* first = Pointer(id, out long length);
        if (length % sizeof(T) != 0 || length / sizeof(T) > Array.MaxLength)
        {
            throw Error(_sections[id].Offset, $"section {id} has {length} bytes, not a number of {sizeof(T)}");
        }

        return new ReadOnlySpan<T>(first, (int)(length / sizeof(T))).ToArray();
    }

    public void Dispose()
    {
        if (!_released)
        {
            _released = true;
            GC.SuppressFinalize(this);
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }

    private void ReadTable()
    {
        var header = new ReadOnlySpan<byte>(_base, ContainerFormat.HeaderBytes);
        if (MemoryMarshal.Read<ulong>(header) != ContainerFormat.Magic)
        {
            throw Error(0, "this is no index container");
        }

        uint version = MemoryMarshal.Read<uint>(header[8..]), count = MemoryMarshal.Read<uint>(header[16..]);
        if (version != ContainerFormat.Version)
        {
            throw Error(8, $"version {version}; version {ContainerFormat.Version} is read");
        }

        long tableBytes = count * (long)ContainerFormat.EntryBytes;
        if (count > ContainerFormat.MaximumSections || ContainerFormat.HeaderBytes + tableBytes > _length)
        {
            throw Error(16, $"{count} sections in {_length} bytes");
        }

        byte[] covered = [.. header[..20], .. new ReadOnlySpan<byte>(_base + ContainerFormat.HeaderBytes, (int)tableBytes)];
        if (Crc32C.Compute(covered) != MemoryMarshal.Read<uint>(header[20..]))
        {
            throw Error(20, "the checksum of the section table is wrong");
        }

        Kind = (ContainerFormat.Kind)MemoryMarshal.Read<uint>(header[12..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = covered.AsSpan(20 + (i * ContainerFormat.EntryBytes), ContainerFormat.EntryBytes);
            var id = (ContainerFormat.Section)MemoryMarshal.Read<uint>(entry);
            long offset = MemoryMarshal.Read<long>(entry[8..]), length = MemoryMarshal.Read<long>(entry[16..]);
            if (offset < 0 || length < 0 || offset % ContainerFormat.PageBytes != 0 || offset > _length || length > _length - offset - ContainerFormat.SlackBytes)
            {
                throw Error(ContainerFormat.HeaderBytes + (i * ContainerFormat.EntryBytes), $"section {id} at {offset} with {length} bytes in a file of {_length}");
            }

            if (!_sections.TryAdd(id, (offset, length)))
            {
                throw Error(offset, $"section {id} is there twice");
            }

            _unverified.Add(id, MemoryMarshal.Read<uint>(entry[4..]));
        }
    }
}
