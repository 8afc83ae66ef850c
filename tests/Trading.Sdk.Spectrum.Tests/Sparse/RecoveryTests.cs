using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.Spectrum.Tests;

public class RecoveryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("basis pursuit", true, 0.95)]
    [InlineData("CoSaMP", true, 0.95)]
    [InlineData("CoSaMP", false, 0.95)]
    [InlineData("OMP", false, 0.90)]
    public void Recover_TwentyOf256From100_SucceedsAtThePublishedRate(string method, bool signs, double least)
    {
        int trials = TestEffort.Count(method == "basis pursuit" ? 40 : 200, 400), hits = 0;
        var noise = new Noise(6);
        for (int trial = 0; trial < trials; trial++)
        {
            var dictionary = new SparseDictionary([.. noise.White(256 * 100).Select(v => v / 10)], 100);
            double[] x = new double[256], y = new double[100];
            foreach (int j in noise.Choose(256, 20))
            {
                x[j] = signs ? noise.Uniform() < 0.5 ? -1 : 1 : noise.Normal();
            }

            dictionary.Synthesize(x, y);
            double[] found = method switch
            {
                "basis pursuit" => BasisPursuit.Solve(dictionary, y),
                "CoSaMP" => CompressiveSamplingPursuit.Solve(dictionary, y, 20),
                _ => new OrthogonalMatchingPursuit(dictionary, 20).Encode(y),
            };
            double error = Math.Sqrt(found.Zip(x, (a, b) => (a - b) * (a - b)).Sum() / x.Sum(v => v * v));
            hits += error < 1e-4 ? 1 : 0;
        }

        double rate = (double)hits / trials;
        output.WriteLine($"{method}, {(signs ? "±1" : "Gaussian")} coefficients: {rate:P1} of {trials} recovered");
        Assert.True(rate >= least, $"{rate:P1}");
    }

    [Fact]
    public void Ksvd_TwentyDecibel_FindsTheAtoms()
    {
        int trials = TestEffort.Count(2, 10);
        double total = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            var noise = new Noise(70 + trial);
            double[] atoms = [.. Enumerable.Range(0, 1000).Select(_ => noise.Uniform(-1, 1))], data = new double[1500 * 20], code = new double[50];
            var truth = new SparseDictionary(atoms, 20);
            double[] unit = truth.UnitAtoms.ToArray();
            var clean = new SparseDictionary(unit, 20);
            for (int s = 0; s < 1500; s++)
            {
                Array.Clear(code);
                foreach (int j in noise.Choose(50, 3))
                {
                    code[j] = noise.Uniform(-1, 1);
                }

                Span<double> y = data.AsSpan(s * 20, 20);
                clean.Synthesize(code, y);
                double[] e = noise.White(20);
                double size = Math.Sqrt(DenseKernel.Dot(y, y) / e.Sum(v => v * v)) * 0.1;
                for (int i = 0; i < 20; i++)
                {
                    y[i] += size * e[i];
                }
            }

            SparseDictionary learned = Ksvd.Learn(data, 20, new KsvdOptions { Atoms = 50, Sparsity = 3, Iterations = 80, Seed = 7 + trial });
            int found = 0;
            for (int j = 0; j < 50; j++)
            {
                double best = 0;
                for (int i = 0; i < 50; i++)
                {
                    best = Math.Max(best, Math.Abs(DenseKernel.Dot(unit.AsSpan(j * 20, 20), learned.UnitAtoms.Slice(i * 20, 20))));
                }

                found += 1 - best < 0.01 ? 1 : 0;
            }

            output.WriteLine($"trial {trial}: {found} of 50 atoms");
            total += found;
        }

        output.WriteLine($"mean {total / trials:0.0} of 50 atoms over {trials} trials");
        Assert.True(total / trials >= 44);
    }

    [Fact]
    public void AnomalyPValues_CleanWindows_AreUniform()
    {
        var noise = new Noise(11);
        double[] Window() => [.. Enumerable.Range(0, 32).Select(t => Math.Sin((2 * Math.PI * t / 8) + noise.Uniform(0, 0.5)) + (0.3 * noise.Normal()))];
        double[] calibration = [.. Enumerable.Range(0, 999).SelectMany(_ => Window())];
        var detector = new ReconstructionAnomalyDetector(SparseDictionary.Cosine(32, 64), 4, calibration);
        double[] p = [.. Enumerable.Range(0, 1000).Select(_ => detector.PValue(detector.Score(Window()))).Order()];
        double distance = p.Select((v, i) => Math.Max(Math.Abs(v - ((double)i / p.Length)), Math.Abs(v - ((i + 1.0) / p.Length)))).Max();
        output.WriteLine($"Kolmogorov–Smirnov distance {distance:0.000}");

        // Two samples of 1000: the 1 % point is 1.63·√(2/1000).
        Assert.True(distance < 1.63 * Math.Sqrt(2.0 / 1000));
        double[] broken = Window();
        broken[16] += 6;
        Assert.True(detector.PValue(detector.Score(broken)) <= 0.01);
    }

    [Fact]
    public void Lasso_RandomProblems_MeetsTheOptimalityConditions()
    {
        var noise = new Noise(5);
        foreach (double ridge in new[] { 0, 0.3 })
        {
            for (int trial = 0; trial < 20; trial++)
            {
                int m = noise.Integer(5, 60), n = noise.Integer(5, 120);
                var dictionary = new SparseDictionary(noise.White(m * n), m);
                double[] y = noise.White(m);
                const double Lambda = 2;
                LassoSolution solution = new LassoSolver(dictionary, new LassoOptions { Lambda = Lambda, Ridge = ridge, RelativeGap = 1e-13 }).Solve(y);
                double[] fit = new double[m], atom = new double[m];
                dictionary.Synthesize(solution.Coefficients, fit);
                for (int j = 0; j < n; j++)
                {
                    dictionary.CopyAtom(j, atom);
                    double c = solution.Coefficients[j], gradient = atom.Select((a, i) => a * (y[i] - fit[i])).Sum() - (ridge * c);
                    double violation = c != 0 ? Math.Abs(gradient - (Lambda * Math.Sign(c))) : Math.Max(0, Math.Abs(gradient) - Lambda);
                    Assert.True(violation <= 1e-6 * Lambda, $"violation {violation:e1}");
                }
            }
        }
    }

    [Fact]
    public void OnlineLearner_SignalsFromADictionary_LowersTheError()
    {
        var noise = new Noise(4);
        var truth = new SparseDictionary(noise.White(16 * 24), 16);
        double[] Batch()
        {
            var signals = new double[64 * 16];
            var code = new double[24];
            for (int s = 0; s < 64; s++)
            {
                Array.Clear(code);
                foreach (int j in noise.Choose(24, 2))
                {
                    code[j] = noise.Normal();
                }

                truth.Synthesize(code, signals.AsSpan(s * 16, 16));
            }

            return signals;
        }

        var learner = new OnlineDictionaryLearner(new SparseDictionary(noise.White(16 * 24), 16), 2);
        double first = learner.Learn(Batch()), last = 0;
        for (int i = 0; i < 200; i++)
        {
            last = learner.Learn(Batch());
        }

        output.WriteLine($"mean squared residual {first:0.000} → {last:0.000}");
        Assert.True(last < 0.35 * first);
    }

    [Fact]
    public void Encode_RepeatedCalls_AllocateNothing()
    {
        var noise = new Noise(1);
        var coder = new OrthogonalMatchingPursuit(new SparseDictionary(noise.White(256 * 64), 64), 8);
        double[] y = noise.White(64), values = new double[8];
        int[] support = new int[8];
        AllocationGuard.ShouldNotAllocate(() => coder.Encode(y, support, values));
    }

    [Fact]
    public void Encode_AtomsOfAnyNorm_RefersToTheAtomsAsGiven()
    {
        var noise = new Noise(2);
        double[] atoms = noise.White(30 * 20);
        for (int j = 0; j < 30; j++)
        {
            for (int i = 0; i < 20; i++)
            {
                atoms[(j * 20) + i] *= 1 + (10 * j);
            }
        }

        var dictionary = new SparseDictionary(atoms, 20);
        double[] x = new double[30], y = new double[20];
        (x[3], x[17]) = (2, -1.5);
        dictionary.Synthesize(x, y);
        double[] found = new OrthogonalMatchingPursuit(dictionary, 5, 1e-18).Encode(y);
        Assert.Equal(2, found[3], 1e-9);
        Assert.Equal(-1.5, found[17], 1e-9);
    }
}
