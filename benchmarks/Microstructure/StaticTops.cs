using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks.Microstructure;

/// <summary>A book that plays a table of its five best levels, so that both competitors read the same numbers.</summary>
internal sealed class StaticTops : IDepthBook
{
    private readonly DepthLevel[] _levels;
    private readonly long[] _times;
    private int _at = -1;

    public StaticTops(IReadOnlyList<double> table, Instrument instrument)
    {
        Instrument = instrument;
        _times = new long[table.Count / 21];
        _levels = new DepthLevel[_times.Length * 10];
        for (int r = 0; r < _times.Length; r++)
        {
            _times[r] = (long)table[r * 21];
            for (int i = 0; i < 5; i++)
            {
                _levels[(r * 10) + i] = new DepthLevel((long)table[(r * 21) + 1 + i], (long)table[(r * 21) + 6 + i]);
                _levels[(r * 10) + 5 + i] = new DepthLevel((long)table[(r * 21) + 11 + i], (long)table[(r * 21) + 16 + i]);
            }
        }
    }

    public Instrument Instrument { get; }

    public long ExchangeTime => _times[_at];

    public long ReceiveTime => _times[_at];

    public long Sequence => _at;

    public bool TryPeek(out long time)
    {
        bool more = _at + 1 < _times.Length;
        time = more ? _times[_at + 1] : 0;
        return more;
    }

    public void Move() => _at++;

    public int LevelCount(Side side) => 5;

    public bool TryGetBest(Side side, out DepthLevel level)
    {
        level = _at < 0 ? default : _levels[(_at * 10) + (side == Side.Bid ? 0 : 5)];
        return _at >= 0;
    }

    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level) => throw new NotSupportedException();

    public int CopyTop(Side side, Span<DepthLevel> levels)
    {
        int n = _at < 0 ? 0 : Math.Min(5, levels.Length);
        _levels.AsSpan(Math.Max(0, _at * 10) + (side == Side.Bid ? 0 : 5), n).CopyTo(levels);
        return n;
    }

    public long QuantityAt(Side side, long price) => throw new NotSupportedException();

    public DepthSum DepthTo(Side side, long limitPrice) => throw new NotSupportedException();

    public SweepCost CostToTake(Side side, long quantity) => throw new NotSupportedException();
}
