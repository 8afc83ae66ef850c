using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>The levels that were read into a message while it was being scanned, and where they stood.</summary>
internal struct ScannedLevels
{
    public TextSlice Bids;
    public TextSlice Asks;
    public Instrument? Instrument;

    /// <summary>Events so far, bids before asks.</summary>
    public int Count;

    /// <summary>True when they are what the message holds, and all of it: the last of several fields of one name counts.</summary>
    public readonly bool IsWhole(TextSlice bids, TextSlice asks, Instrument instrument) => Bids.Length > 0 && Asks.Length > 0 && Bids == bids && Asks == asks && Instrument == instrument;
}
