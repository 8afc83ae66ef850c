using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// A place among the levels of a message from which <see cref="LevelPattern.ReadAhead"/> bytes can be read in any case: the last
/// bytes of the message are read from a copy that stands before zeros.
/// </summary>
internal ref struct LevelPlace
{
    /// <summary><c>,"a":[</c> as a little-endian word.</summary>
    public const ulong AskOpening = ',' | ((ulong)'"' << 8) | ((ulong)'a' << 16) | ((ulong)'"' << 24) | ((ulong)':' << 32) | ((ulong)'[' << 40);

    private const int EndingBytes = LevelPattern.ReadAhead;

    /// <summary>The message, or the copy of its end.</summary>
    public ref byte Text;

    /// <summary>The place in <see cref="Text"/>.</summary>
    public int At;

    private readonly ReadOnlySpan<byte> message;
    private readonly Span<byte> ending;

    /// <param name="message">At least <see cref="LevelPattern.ReadAhead"/> bytes.</param>
    /// <param name="ending">Of <see cref="NewEnding"/>.</param>
    /// <param name="at">Where the levels begin.</param>
    public LevelPlace(ReadOnlySpan<byte> message, Span<byte> ending, int at)
    {
        this.message = message;
        this.ending = ending;
        At = at;
        Text = ref MemoryMarshal.GetReference(message);
        Last = message.Length - EndingBytes;
        // Long before it is read, so that the processor has it in its cache by then.
        message[Last..].CopyTo(ending);
        LookAhead();
    }

    /// <summary>The last place in the text from which enough can be read.</summary>
    public int Last { get; private set; }

    public bool IsEnding { get; private set; }

    /// <summary>The place in the message itself.</summary>
    public readonly int InMessage => IsEnding ? At + message.Length - EndingBytes : At;

    public static byte[] NewEnding() => new byte[3 * EndingBytes];

    /// <summary>Changes over to the copy when the end is near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LookAhead()
    {
        if (At > Last && !IsEnding)
        {
            At -= message.Length - EndingBytes;
            Text = ref MemoryMarshal.GetReference(ending);
            Last = EndingBytes - 1;
            IsEnding = true;
        }
    }

    /// <summary>Passes over up to 8 bytes, given as a little-endian word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySkip(ulong expected, int count)
    {
        LookAhead();
        bool isThere = At <= Last && ((Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref Text, At)) ^ expected) << (64 - (count * 8))) == 0;
        At += isThere ? count : 0;
        return isThere;
    }

    /// <summary>The same place, for reading with checks.</summary>
    public readonly TextCursor Cursor() => new(IsEnding ? ending : message) { At = At };
}
