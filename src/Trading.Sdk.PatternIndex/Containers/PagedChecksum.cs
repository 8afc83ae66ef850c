namespace Trading.Sdk.PatternIndex;

/// <summary><see cref="Crc32C.ComputeSection"/> over bytes that come in pieces of any length.</summary>
internal sealed unsafe class PagedChecksum
{
    private const int PageBytes = 64 << 10;
    private readonly byte[] _page = new byte[PageBytes];
    private readonly List<byte> _checksums = [];
    private int _filled;

    public void Add(byte* bytes, long length)
    {
        while (length > 0)
        {
            int part = (int)Math.Min(length, PageBytes - _filled);
            new ReadOnlySpan<byte>(bytes, part).CopyTo(_page.AsSpan(_filled));
            _filled += part;
            bytes += part;
            length -= part;
            if (_filled == PageBytes)
            {
                ClosePage();
            }
        }
    }

    public uint Finish()
    {
        if (_filled > 0)
        {
            ClosePage();
        }

        return Crc32C.Compute(_checksums.ToArray());
    }

    private void ClosePage()
    {
        _checksums.AddRange(BitConverter.GetBytes(Crc32C.Compute(_page.AsSpan(0, _filled))));
        _filled = 0;
    }
}
