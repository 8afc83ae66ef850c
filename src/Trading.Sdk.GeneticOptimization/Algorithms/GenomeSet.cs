namespace Trading.Sdk.GeneticOptimization;

/// <summary>A set of genomes by a 64-bit hash of their bits, with fixed memory.</summary>
internal sealed class GenomeSet
{
    private readonly ulong[] slots;
    private readonly int mask;

    public GenomeSet(int capacity)
    {
        int size = 16;
        while (size < 4 * capacity)
        {
            size *= 2;
        }

        slots = new ulong[size];
        mask = size - 1;
    }

    public void Clear() => slots.AsSpan().Clear();

    /// <summary>Adds a genome; false when it is present.</summary>
    public bool Add(ReadOnlySpan<double> genome)
    {
        ulong hash = 0x9E3779B97F4A7C15;
        foreach (double value in genome)
        {
            // Adding 0 makes −0 and +0 one value.
            hash = CounterRandom.Mix(hash ^ BitConverter.DoubleToUInt64Bits(value + 0.0));
        }

        hash = hash == 0 ? 1 : hash;
        int at = (int)hash & mask;
        while (slots[at] != 0)
        {
            if (slots[at] == hash)
            {
                return false;
            }

            at = (at + 1) & mask;
        }

        slots[at] = hash;
        return true;
    }
}
