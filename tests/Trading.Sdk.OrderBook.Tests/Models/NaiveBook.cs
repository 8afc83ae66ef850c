using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook.Tests;

/// <summary>The book as one would write it on the first day: two sorted dictionaries. The oracle of the property tests.</summary>
internal sealed class NaiveBook
{
    public SortedDictionary<long, (long Quantity, int Orders)> Bids { get; } = new(Comparer<long>.Create((x, y) => y.CompareTo(x)));

    public SortedDictionary<long, (long Quantity, int Orders)> Asks { get; } = [];

    public long UnknownDeletes { get; private set; }

    public SortedDictionary<long, (long Quantity, int Orders)> Of(Side side) => side == Side.Bid ? Bids : Asks;

    public void Apply(in MarketEvent e)
    {
        if (e.Kind == MarketEventKind.Clear)
        {
            if (e.Side != Side.Ask)
            {
                Bids.Clear();
            }

            if (e.Side != Side.Bid)
            {
                Asks.Clear();
            }
        }
        else if (e.Kind == MarketEventKind.Level)
        {
            if (e.Quantity != 0)
            {
                Of(e.Side)[e.Price] = (e.Quantity, e.Count);
            }
            else if (!Of(e.Side).Remove(e.Price))
            {
                UnknownDeletes++;
            }
        }
    }

    public DepthLevel[] Top(Side side, int n) => [.. Of(side).Take(n).Select(l => new DepthLevel(l.Key, l.Value.Quantity, l.Value.Orders))];

    public ulong Hash()
    {
        ulong hash = 14695981039346656037;
        foreach (Side side in new[] { Side.Bid, Side.Ask })
        {
            foreach ((long price, (long quantity, _)) in Of(side))
            {
                foreach (byte b in BitConverter.GetBytes(price).Concat(BitConverter.GetBytes(quantity)))
                {
                    hash = (hash ^ b) * 1099511628211;
                }
            }
        }

        return hash;
    }

    public bool IsCrossed => Bids.Count > 0 && Asks.Count > 0 && Bids.First().Key > Asks.First().Key;

    public long SumTo(Side side, long limit) => Of(side).Where(l => side == Side.Bid ? l.Key >= limit : l.Key <= limit).Sum(l => l.Value.Quantity);
}
