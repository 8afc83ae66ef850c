using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trading.Sdk.Persistence;

/// <summary>
/// Where the trail ends: kept outside the store, it proves later that nothing was cut off or rewritten up to here.
/// </summary>
/// <param name="Sequence">The last row's sequence; 0 for an empty trail.</param>
/// <param name="ChainHash">The last row's chain hash, 64 hexadecimal digits.</param>
public sealed record AuditHead(long Sequence, string ChainHash)
{
    /// <summary>The head as one line: sequence, colon, hash.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}:{ChainHash}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">Sequence, colon, 64 hexadecimal digits.</param>
    /// <param name="head">The head.</param>
    /// <returns>False when the text has another form.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AuditHead? head)
    {
        head = null;
        int colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 1 || text!.Length - colon - 1 != 64
            || !long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            || !IsHexadecimal(text.AsSpan(colon + 1)))
        {
            return false;
        }

        head = new AuditHead(sequence, text[(colon + 1)..].ToLower(CultureInfo.InvariantCulture));
        return true;
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
