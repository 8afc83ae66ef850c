namespace Trading.Sdk.Statistics;

/// <summary>Sets of k out of n numbers in lexicographic order.</summary>
internal static class Combinations
{
    /// <summary>C(n, k), or long.MaxValue when it does not fit.</summary>
    public static long Count(int n, int k)
    {
        k = Math.Min(k, n - k);
        Int128 count = 1;
        for (int i = 1; i <= k; i++)
        {
            count = count * (n - k + i) / i;
            if (count > long.MaxValue)
            {
                return long.MaxValue;
            }
        }

        return (long)count;
    }

    public static IEnumerable<int[]> All(int n, int k)
    {
        int[] set = new int[k];
        for (int i = 0; i < k; i++)
        {
            set[i] = i;
        }

        while (true)
        {
            yield return (int[])set.Clone();
            int at = k - 1;
            while (at >= 0 && set[at] == n - k + at)
            {
                at--;
            }

            if (at < 0)
            {
                yield break;
            }

            set[at]++;
            for (int i = at + 1; i < k; i++)
            {
                set[i] = set[i - 1] + 1;
            }
        }
    }
}
