using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Times in text: RFC 3339 to the nanosecond, and decimal seconds since 1970.</summary>
internal static class IsoTime
{
    /// <summary>Reads <c>2021-07-22T22:36:07.865Z</c>: date, T or space, time, up to 9 (more are cut) digits of fraction, nothing or Z.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long nanos)
    {
        nanos = 0;
        if (text.Length > 0 && text[^1] == 'Z')
        {
            text = text[..^1];
        }

        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ') || text[13] != ':' || text[16] != ':'
            || !Digits(text[..4], out int year) || !Digits(text[5..7], out int month) || !Digits(text[8..10], out int day)
            || !Digits(text[11..13], out int hour) || !Digits(text[14..16], out int minute) || !Digits(text[17..19], out int second)
            || year is < 1970 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        long fraction = 0;
        if (text.Length > 19)
        {
            if (text[19] != '.' || text.Length == 20 || !TryFraction(text[20..], out fraction))
            {
                return false;
            }
        }

        nanos = ((new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) * 100) + fraction;
        return true;
    }

    public static long Parse(ReadOnlySpan<byte> text) => TryParse(text, out long nanos) ? nanos : throw new MarketDataFormatException($"'{Show(text)}' is not a time of the form 2021-07-22T22:36:07.865Z");

    /// <summary>Reads decimal seconds, exact to the nanosecond.</summary>
    public static bool TryParseSeconds(ReadOnlySpan<byte> text, out long nanos)
    {
        nanos = 0;
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        long fraction = 0;
        if (whole.Length is 0 or > 10 || (point >= 0 && !TryFraction(text[(point + 1)..], out fraction)))
        {
            return false;
        }

        long seconds = 0;
        foreach (byte digit in whole)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            seconds = (seconds * 10) + (digit - '0');
        }

        nanos = (seconds * 1_000_000_000) + fraction;
        return seconds < 9_000_000_000;
    }

    public static long ParseSeconds(ReadOnlySpan<byte> text) => TryParseSeconds(text, out long nanos) ? nanos : throw new MarketDataFormatException($"'{Show(text)}' is not a number of seconds");

    public static string Show(ReadOnlySpan<byte> text) => System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 60)]);

    private static bool TryFraction(ReadOnlySpan<byte> text, out long nanos)
    {
        nanos = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            nanos = i < 9 ? (nanos * 10) + (text[i] - '0') : nanos;
        }

        for (int i = text.Length; i < 9; i++)
        {
            nanos *= 10;
        }

        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
