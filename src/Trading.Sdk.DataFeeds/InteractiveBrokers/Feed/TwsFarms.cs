using System.Collections.Concurrent;

namespace Trading.Sdk.DataFeeds;

/// <summary>Keeps the state of the server's farms from its notices. A farm's name is what stands behind the last colon of the text; no decision needs it to be right.</summary>
internal sealed class TwsFarms
{
    private readonly ConcurrentDictionary<string, TwsFarmState> states = new(StringComparer.Ordinal);
    private readonly HashSet<string> brokenMarketFarms = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, TwsFarmState> States => states.ToDictionary(StringComparer.Ordinal);

    public bool IsMarketDataBroken => brokenMarketFarms.Count > 0;

    /// <summary>Takes a notice.</summary>
    /// <returns>True when it was about a farm.</returns>
    public bool Apply(TwsError error)
    {
        TwsFarmState? state = error.Code switch
        {
            TwsErrorCode.MarketFarmOk or 2106 or 2158 => TwsFarmState.Ok,
            TwsErrorCode.MarketFarmBroken or 2105 or 2157 => TwsFarmState.Broken,
            2107 or 2108 => TwsFarmState.Inactive,
            2119 => TwsFarmState.Connecting,
            _ => null,
        };
        if (state is null)
        {
            return false;
        }

        string name = error.Text[(error.Text.LastIndexOf(':') + 1)..].Trim();
        states[name] = state.Value;
        if (error.Code == TwsErrorCode.MarketFarmBroken)
        {
            brokenMarketFarms.Add(name);
        }
        else if (error.Code is TwsErrorCode.MarketFarmOk or 2108)
        {
            brokenMarketFarms.Remove(name);
        }

        return true;
    }

    /// <summary>The connection is new: what was broken is told again.</summary>
    public void Clear()
    {
        states.Clear();
        brokenMarketFarms.Clear();
    }
}
