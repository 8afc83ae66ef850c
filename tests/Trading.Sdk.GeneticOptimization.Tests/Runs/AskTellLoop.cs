namespace Trading.Sdk.GeneticOptimization.Tests;

internal static class AskTellLoop
{
    /// <summary>Evaluates by ask and tell; shuffled asks several at a time and tells them in random order.</summary>
    public static void Run(TestProblem problem, Optimizer optimizer, int evaluations, CounterRandom random, bool shuffled)
    {
        var open = new List<(long Id, double[] X)>();
        double[] f = new double[problem.ObjectiveCount], g = new double[problem.ConstraintCount];
        while (optimizer.Evaluations < evaluations)
        {
            int wanted = shuffled ? 1 + random.NextInt(9) : 1;
            while (open.Count < wanted && optimizer.Evaluations + open.Count < evaluations)
            {
                double[] x = new double[problem.Space.Count];
                if (!optimizer.TryAsk(x, out long id))
                {
                    break;
                }

                open.Add((id, x));
            }

            int pick = shuffled ? random.NextInt(open.Count) : 0;
            (long told, double[] point) = open[pick];
            open.RemoveAt(pick);
            problem.Evaluate(point, f, g);
            optimizer.Tell(told, f, g);
        }
    }
}
