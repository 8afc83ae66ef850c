namespace Trading.Sdk.GeneticOptimization;

/// <summary>Evenly spread directions on the unit simplex.</summary>
public static class ReferenceDirections
{
    /// <summary>Das and Dennis (1998), "Normal-boundary intersection": all points whose coordinates are multiples of 1/partitions and sum to 1, in ascending lexicographic order.</summary>
    /// <param name="objectiveCount">Number of coordinates, at least 1.</param>
    /// <param name="partitions">At least 1; there are C(partitions + objectives − 1, objectives − 1) points.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small, or there would be more than ten million points.</exception>
    public static double[][] DasDennis(int objectiveCount, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(objectiveCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        double count = 1;
        for (int i = 1; i < objectiveCount; i++)
        {
            count = count * (partitions + i) / i;
        }

        if (count > 1e7)
        {
            throw new ArgumentOutOfRangeException(nameof(partitions), partitions, $"There would be {count:0.##e0} directions.");
        }

        var points = new List<double[]>((int)Math.Round(count));
        int[] parts = new int[objectiveCount];
        Fill(points, parts, 0, partitions, partitions);
        return [.. points];
    }

    private static void Fill(List<double[]> points, int[] parts, int index, int left, int partitions)
    {
        if (index == parts.Length - 1)
        {
            parts[index] = left;
            points.Add(Array.ConvertAll(parts, p => (double)p / partitions));
            return;
        }

        for (int p = 0; p <= left; p++)
        {
            parts[index] = p;
            Fill(points, parts, index + 1, left - p, partitions);
        }
    }
}
