using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>Collects sections and writes them as one file that takes the place of the old one when it is complete.</summary>
internal sealed unsafe class ContainerWriter(ContainerFormat.Kind kind)
{
    private readonly List<(ContainerFormat.Section Id, Action<Action<nint, long>> Pieces, long Length)> _sections = [];

    public void Add<T>(ContainerFormat.Section id, T[] values)
        where T : unmanaged
    {
        _sections.Add((id, write =>
        {
            fixed (T* first = values)
            {
                write((nint)first, (long)values.Length * sizeof(T));
            }
        }, (long)values.Length * sizeof(T)));
    }

    /// <summary>String ids, when the index has some.</summary>
    public void AddNames(byte[]? names)
    {
        if (names is not null)
        {
            Add(ContainerFormat.Section.Names, names);
        }
    }

    /// <summary>A section that lies in memory in several pieces.</summary>
    public void Add(ContainerFormat.Section id, long length, Action<Action<nint, long>> pieces) => _sections.Add((id, pieces, length));

    public void Save(string path)
    {
        using var writer = new FormatWriter(path);
        long offset = RoundUp(ContainerFormat.HeaderBytes + (_sections.Count * (long)ContainerFormat.EntryBytes));
        byte[] table = new byte[_sections.Count * ContainerFormat.EntryBytes];
        writer.Raw<byte>(new byte[offset]);
        for (int i = 0; i < _sections.Count; i++)
        {
            uint checksum = 0;
            var pages = new PagedChecksum();
            _sections[i].Pieces((first, length) =>
            {
                pages.Add((byte*)first, length);
                for (long done = 0; done < length; done += 1 << 20)
                {
                    writer.Raw(new ReadOnlySpan<byte>((byte*)first + done, (int)Math.Min(1 << 20, length - done)));
                }
            });
            checksum = pages.Finish();
            Span<byte> entry = table.AsSpan(i * ContainerFormat.EntryBytes, ContainerFormat.EntryBytes);
            MemoryMarshal.Write(entry, (uint)_sections[i].Id);
            MemoryMarshal.Write(entry[4..], checksum);
            MemoryMarshal.Write(entry[8..], offset);
            MemoryMarshal.Write(entry[16..], _sections[i].Length);
            long end = RoundUp(offset + _sections[i].Length + ContainerFormat.SlackBytes);
            writer.Raw<byte>(new byte[end - offset - _sections[i].Length]);
            offset = end;
        }

        byte[] header = new byte[ContainerFormat.HeaderBytes];
        MemoryMarshal.Write(header, ContainerFormat.Magic);
        MemoryMarshal.Write(header.AsSpan(8), ContainerFormat.Version);
        MemoryMarshal.Write(header.AsSpan(12), (uint)kind);
        MemoryMarshal.Write(header.AsSpan(16), (uint)_sections.Count);
        byte[] covered = [.. header.AsSpan(0, 20), .. table];
        MemoryMarshal.Write(header.AsSpan(20), Crc32C.Compute(covered));
        writer.Rewrite(0, header);
        writer.Rewrite(ContainerFormat.HeaderBytes, table);
        writer.Complete();
    }

    private static long RoundUp(long value) => (value + ContainerFormat.PageBytes - 1) & ~(ContainerFormat.PageBytes - 1L);
}
