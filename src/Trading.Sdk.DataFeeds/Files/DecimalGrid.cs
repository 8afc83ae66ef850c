using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Finds the finest decimal step of a column of numbers, for files that do not state their increments.</summary>
internal struct DecimalGrid
{
    private const int DecimalsMax = 12;

    /// <summary>Digits behind the point seen so far.</summary>
    public int Decimals { get; private set; }

    /// <summary>10^−<see cref="Decimals"/>.</summary>
    public readonly decimal Step => new(1, 0, 0, false, (byte)Decimals);

    /// <summary>Takes a number's text into account; printed zeros at the end count.</summary>
    public void Note(ReadOnlySpan<byte> text)
    {
        int exponent = 0, mark = text.IndexOfAny((byte)'e', (byte)'E');
        if (mark >= 0)
        {
            if (!System.Buffers.Text.Utf8Parser.TryParse(text[(mark + 1)..], out exponent, out int used) || used != text.Length - mark - 1 || Math.Abs(exponent) > 30)
            {
                throw new MarketDataFormatException($"'{IsoTime.Show(text)}' is not a decimal number");
            }

            text = text[..mark];
        }

        int point = text.IndexOf((byte)'.');
        int decimals = (point < 0 ? 0 : text.Length - point - 1) - exponent;
        if (decimals > DecimalsMax)
        {
            throw new MarketDataFormatException($"'{IsoTime.Show(text)}' has {decimals} digits behind the point; at most {DecimalsMax} are read");
        }

        Decimals = Math.Max(Decimals, decimals);
    }
}
