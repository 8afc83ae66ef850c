using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>The price levels touched since the last publication, each once, in the order of the first touch.</summary>
internal sealed class LevelChanges
{
    private Change[] _items = new Change[64];
    private int[] _table = new int[256];
    private int _count;

    public bool IsEmpty => _count == 0;

    public ReadOnlySpan<Change> Items => _items.AsSpan(0, _count);

    public void Add(Side side, long price)
    {
        // A level is most often touched several times in a row, by a sweep.
        if (_count > 0 && _items[_count - 1].Price == price && _items[_count - 1].Side == side)
        {
            return;
        }

        int mask = _table.Length - 1;
        int at = Home(side, price, mask);
        while (_table[at] != 0)
        {
            ref Change known = ref _items[_table[at] - 1];
            if (known.Price == price && known.Side == side)
            {
                return;
            }

            at = (at + 1) & mask;
        }

        if (_count == _items.Length)
        {
            Grow();
            mask = _table.Length - 1;
            at = Home(side, price, mask);
            while (_table[at] != 0)
            {
                at = (at + 1) & mask;
            }
        }

        _items[_count++] = new Change { Side = side, Price = price, Place = at };
        _table[at] = _count;
    }

    public void Clear()
    {
        for (int i = 0; i < _count; i++)
        {
            _table[_items[i].Place] = 0;
        }

        _count = 0;
    }

    private static int Home(Side side, long price, int mask) => (int)((ulong)(price * 4 + (long)side) * 0x9E3779B97F4A7C15UL >> 40) & mask;

    private void Grow()
    {
        Array.Resize(ref _items, _count * 2);
        _table = new int[_table.Length * 2];
        int mask = _table.Length - 1;
        for (int i = 0; i < _count; i++)
        {
            int at = Home(_items[i].Side, _items[i].Price, mask);
            while (_table[at] != 0)
            {
                at = (at + 1) & mask;
            }

            _items[i].Place = at;
            _table[at] = i + 1;
        }
    }

    internal struct Change
    {
        public Side Side;
        public long Price;
        public int Place;
    }
}
