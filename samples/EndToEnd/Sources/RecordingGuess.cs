using System.Text.Json;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.EndToEnd;

/// <summary>Venue and steps of a raw recording, read off its first depth messages.</summary>
internal sealed record RecordingGuess(BinanceVenue Venue, decimal Tick, decimal Lot)
{
    private const int DepthMessagesWanted = 500;

    public static RecordingGuess Make(string file)
    {
        bool hasPrevious = false, hasPair = false;
        int messages = 0;
        int[] priceDecimals = new int[19], quantityDecimals = new int[19];
        using Utf8LineReader reader = Utf8LineReader.Open(file);
        while (messages < DepthMessagesWanted && reader.TryRead(out ReadOnlySpan<byte> line))
        {
            int json = line.IndexOf((byte)'{');
            if (json < 0 || line.IndexOf("\"depthUpdate\""u8) < 0)
            {
                continue;
            }

            try
            {
                using JsonDocument document = JsonDocument.Parse(line[json..].ToArray());
                JsonElement data = document.RootElement.TryGetProperty("data", out JsonElement inner) ? inner : document.RootElement;
                hasPrevious |= data.TryGetProperty("pu", out _);
                hasPair |= data.TryGetProperty("ps", out _);
                foreach (string side in (ReadOnlySpan<string>)["b", "a"])
                {
                    foreach (JsonElement level in data.GetProperty(side).EnumerateArray())
                    {
                        priceDecimals[Decimals(level[0].GetString()!)]++;
                        quantityDecimals[Decimals(level[1].GetString()!)]++;
                    }
                }

                messages++;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new MarketDataFormatException(file, reader.LineNumber, e.Message, e);
            }
        }

        if (messages == 0)
        {
            throw new MarketDataFormatException(file, 0, "there is no depth message: say --venue, --tick and --lot, or give another file");
        }

        BinanceVenue venue = !hasPrevious ? BinanceVenue.Spot : hasPair ? BinanceVenue.CoinMFutures : BinanceVenue.UsdMFutures;
        return new RecordingGuess(venue, Step(priceDecimals, ignoredShare: 0), Step(quantityDecimals, ignoredShare: 0.001));
    }

    private static int Decimals(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : Math.Min(18, text.TrimEnd('0').Length - point - 1);
    }

    /// <summary>The coarsest power of ten that all but a few values are multiples of: remainders of old orders may be finer.</summary>
    private static decimal Step(int[] counts, double ignoredShare)
    {
        long allowed = (long)(counts.Sum() * ignoredShare);
        int decimals = counts.Length - 1;
        while (decimals > 0 && counts[decimals] <= allowed)
        {
            allowed -= counts[decimals--];
        }

        return new decimal(1, 0, 0, isNegative: false, (byte)decimals);
    }
}
