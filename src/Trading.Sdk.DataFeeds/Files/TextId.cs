namespace Trading.Sdk.DataFeeds;

/// <summary>64-bit ids of texts: a whole number is itself, anything else (a GUID) its FNV-1a hash.</summary>
internal static class TextId
{
    public static long Of(ReadOnlySpan<byte> text)
    {
        if (System.Buffers.Text.Utf8Parser.TryParse(text, out long value, out int used) && used == text.Length)
        {
            return value;
        }

        ulong hash = 14695981039346656037;
        foreach (byte b in text)
        {
            hash = (hash ^ b) * 1099511628211;
        }

        return (long)hash;
    }
}
