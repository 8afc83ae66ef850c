using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Dictionary learning, and what the pipeline does not show: matrix profile, cycles, sliding transform.</summary>
internal static class LearningCases
{
    public static IEnumerable<(string Name, string[] Peers, Action Run)> All()
    {
        double[] training = Training();
        yield return ("online dictionary 2000x64 K128 10 epochs", ["sklearn.MiniBatchDL_n2000_d64_K128_10it"], () =>
        {
            var learner = new OnlineDictionaryLearner(new SparseDictionary(training.AsSpan(0, 128 * 64), 64), 6);
            for (int epoch = 0; epoch < 10; epoch++)
            {
                for (int i = 0; i + 64 <= 2000; i += 64)
                {
                    learner.Learn(training.AsSpan(i * 64, 64 * 64));
                }
            }
        });
    }

    public static IEnumerable<(string Name, string[] Peers, Action Run)> Profile()
    {
        double[] walk = Signals.White(2000);
        for (int i = 1; i < walk.Length; i++)
        {
            walk[i] += walk[i - 1];
        }

        yield return ("matrix profile n2000 m50", ["numpy_mass_matrix_profile_n2000_m50"], () => MatrixProfile.Compute(walk, 50));
        double[] series = Signals.White(1024);
        var detector = new CycleDetector(1024, new CycleOptions { MaximumCycles = 2 });
        var cycles = new Cycle[2];
        yield return ("cycles/1024", [], () => detector.Detect(series, cycles, out _));
        var sliding = new SlidingDft(126);
        yield return ("sliding DFT 64 bins per sample", [], () => sliding.Push(1));
    }

    private static double[] Training()
    {
        var random = new Random(3);
        double[] atoms = Signals.White(128 * 64), signals = new double[2000 * 64];
        for (int s = 0; s < 2000; s++)
        {
            for (int k = 0; k < 4; k++)
            {
                int j = random.Next(128);
                double c = (2 * random.NextDouble()) - 1;
                for (int i = 0; i < 64; i++)
                {
                    signals[(s * 64) + i] += c * atoms[(j * 64) + i];
                }
            }
        }

        return signals;
    }
}
