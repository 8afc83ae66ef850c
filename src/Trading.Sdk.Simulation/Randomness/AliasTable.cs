namespace Trading.Sdk.Simulation;

/// <summary>Draws an index with given weights in constant time (Walker 1977, Vose 1991), built with plain arithmetic only.</summary>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _other;

    public AliasTable(ReadOnlySpan<double> weights)
    {
        int n = weights.Length;
        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        Total = total;
        _keep = new double[n];
        _other = new int[n];
        var small = new Stack<int>(n);
        var large = new Stack<int>(n);
        for (int i = 0; i < n; i++)
        {
            _keep[i] = weights[i] * n / total;
            _other[i] = i;
            (_keep[i] < 1.0 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop();
            int more = large.Peek();
            _other[less] = more;
            _keep[more] -= 1.0 - _keep[less];
            if (_keep[more] < 1.0)
            {
                small.Push(large.Pop());
            }
        }
    }

    public double Total { get; }

    public int Next(SimulationRandom random)
    {
        double scaled = random.NextDouble() * _keep.Length;
        int index = (int)scaled;
        return scaled - index < _keep[index] ? index : _other[index];
    }
}
