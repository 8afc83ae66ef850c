namespace Trading.Sdk.GeneticOptimization;

/// <summary>Observations of one search and of its judgement, ascending.</summary>
internal sealed record ParameterFold(int[] Train, int[] Test)
{
    public static List<BacktestWindow> Windows(int[] observations)
    {
        var windows = new List<BacktestWindow>();
        for (int i = 0; i < observations.Length;)
        {
            int j = i + 1;
            while (j < observations.Length && observations[j] == observations[j - 1] + 1)
            {
                j++;
            }

            windows.Add(new BacktestWindow(observations[i], observations[j - 1] + 1));
            i = j;
        }

        return windows;
    }
}
