using System.Globalization;
using System.Text;

namespace Trading.Sdk.DataFeeds;

/// <summary>Text on the wire: what the client sends is printable ASCII, what the server sends may be escaped.</summary>
internal static class TwsText
{
    /// <summary>Undoes the server's <c>\uXXXX</c> escapes; anything else stays as it is.</summary>
    public static string Unescape(string text)
    {
        int at = text.IndexOf("\\u", StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        int done = 0;
        for (; at >= 0; at = text.IndexOf("\\u", at, StringComparison.Ordinal))
        {
            if (at + 6 <= text.Length && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                result.Append(text, done, at - done).Append((char)unit);
                at += 6;
                done = at;
            }
            else
            {
                at += 2;
            }
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>True when a server accepts the text as a field: printable ASCII only (else it answers with code 579).</summary>
    public static bool IsSendable(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
