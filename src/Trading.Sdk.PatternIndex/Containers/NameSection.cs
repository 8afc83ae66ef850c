using System.Buffers.Binary;
using System.Text;

namespace Trading.Sdk.PatternIndex;

/// <summary>String ids as a section: for each the number as int64, the length of its UTF-8 form as int32, and that form.</summary>
internal static class NameSection
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Encode(IReadOnlyList<KeyValuePair<long, string>> names)
    {
        using var stream = new MemoryStream();
        Span<byte> head = stackalloc byte[12];
        foreach ((long number, string name) in names)
        {
            byte[] text = Strict.GetBytes(name);
            BinaryPrimitives.WriteInt64LittleEndian(head, number);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], text.Length);
            stream.Write(head);
            stream.Write(text);
        }

        return stream.ToArray();
    }

    /// <exception cref="ArgumentException">The bytes are no such section.</exception>
    public static List<KeyValuePair<long, string>> Decode(ReadOnlySpan<byte> bytes)
    {
        var names = new List<KeyValuePair<long, string>>();
        while (!bytes.IsEmpty)
        {
            int length = bytes.Length >= 12 ? BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) : -1;
            if (length < 1 || length > bytes.Length - 12)
            {
                throw new ArgumentException($"String id {names.Count} has {length} bytes.", nameof(bytes));
            }

            long number = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            if (number < 0)
            {
                throw new ArgumentException($"String id {names.Count} belongs to vector {number}.", nameof(bytes));
            }

            // Invalid UTF-8 throws a DecoderFallbackException, which is an ArgumentException.
            names.Add(new KeyValuePair<long, string>(number, Strict.GetString(bytes.Slice(12, length))));
            bytes = bytes[(12 + length)..];
        }

        return names;
    }
}
