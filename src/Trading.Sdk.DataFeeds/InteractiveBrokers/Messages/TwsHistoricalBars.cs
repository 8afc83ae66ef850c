namespace Trading.Sdk.DataFeeds;

/// <summary>The answer to a request for historical bars.</summary>
/// <param name="Start">Begin of the span, as sent.</param>
/// <param name="End">End of the span, as sent.</param>
/// <param name="Bars">Oldest first.</param>
public sealed record TwsHistoricalBars(string Start, string End, IReadOnlyList<TwsBar> Bars)
{
    internal static TwsHistoricalBars Read(ref TwsFieldReader reader)
    {
        string start = reader.ReadString(), end = reader.ReadString();
        int count = reader.ReadCount(8);
        var bars = new TwsBar[count];
        for (int i = 0; i < count; i++)
        {
            bars[i] = TwsBar.Read(ref reader);
        }

        return new TwsHistoricalBars(start, end, bars);
    }
}
