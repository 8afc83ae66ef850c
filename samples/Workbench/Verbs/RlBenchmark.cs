using System.Diagnostics;
using Trading.Sdk.Neural;
using Trading.Sdk.ReinforcementLearning;

namespace Trading.Sdk.Workbench;

/// <summary>Times of the small networks and of a training, one thread: median of rounds, in microseconds.</summary>
internal static class RlBenchmark
{
    public static IEnumerable<(string Name, double Value)> Micro()
    {
        Network mlp = Network.Perceptron("", [16, 64, 64, 4], Activation.Tanh);
        ParameterBlock mlpParameters = Initialize(mlp);
        var mlpAdam = new Adam(mlpParameters);
        foreach (int batch in (int[])[1, 8, 256, 4096])
        {
            NetworkWorkspace space = mlp.CreateWorkspace(batch);
            float[] x = Normal(batch * 16), y = new float[batch * 4];
            yield return ($"mlp16-64-64-4 fwd b{batch}", Median(() => mlp.Forward(space, x, y, batch)));
        }

        foreach (int batch in (int[])[64, 128, 256, 4096])
        {
            NetworkWorkspace space = mlp.CreateWorkspace(batch);
            float[] x = Normal(batch * 16), target = Normal(batch * 4), y = new float[batch * 4], dy = new float[batch * 4];
            yield return ($"mlp fwd+bwd+adam b{batch}", Median(() =>
            {
                mlp.Forward(space, x, y, batch);
                Loss.MeanSquaredError(y, target, dy);
                mlp.Backward(space, dy);
                mlpAdam.Step();
            }));
        }

        var lstm = new Network(new Lstm("lstm.", 32, 64));
        var head = new Network(new Linear("head", 64, 3));
        ParameterBlock lstmParameters = Initialize(lstm, head);
        foreach ((string name, double value) in Sequence("lstm32-64", lstm, head, new Adam(lstmParameters), [1, 64]))
        {
            yield return (name, value);
        }

        NetworkWorkspace single = lstm.CreateWorkspace(1);
        float[] step = Normal(32), hidden = new float[64];
        single.SetInitialState(new float[128]);
        yield return ("lstm32-64 single step b1", Median(() => lstm.Forward(single, step, hidden, 1)));

        var transformer = new Network(new Linear("input", 32, 64), new EncoderBlock("layers.0.", 64, 4, 128, Activation.Relu), new EncoderBlock("layers.1.", 64, 4, 128, Activation.Relu));
        var transformerHead = new Network(new Linear("head", 64, 3));
        ParameterBlock transformerParameters = Initialize(transformer, transformerHead);
        foreach ((string name, double value) in Sequence("transformer 2x(d64 h4 ff128)", transformer, transformerHead, new Adam(transformerParameters), [1, 32]))
        {
            yield return (name, value);
        }
    }

    /// <summary>Features → action of a policy of 32 features with normaliser: median and 99th percentile of single decisions.</summary>
    public static (double Median, double P99) Decision()
    {
        using var trainer = new PpoTrainer(new VectorEnvironment(2, _ => new MarketReplay(SyntheticMarket.Record(400, 29, 1))), new PpoOptions { TotalSteps = 64, RolloutSteps = 32, NormalizeObservations = true });
        trainer.Train();
        PpoPolicy policy = trainer.CreatePolicy();
        float[] observation = Normal(policy.ObservationSize), action = new float[1];
        var times = new double[20_000];
        for (int i = -20_000; i < times.Length; i++)
        {
            observation[0] = i * 1e-4f;
            long start = Stopwatch.GetTimestamp();
            policy.Decide(observation, action);
            double us = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (i >= 0)
            {
                times[i] = us;
            }
        }

        Array.Sort(times);
        return (times[times.Length / 2], times[times.Length * 99 / 100]);
    }

    /// <summary>Environment steps a second of a whole PPO training on CartPole, CleanRL settings, after a warm-up run.</summary>
    public static double TrainingStepsPerSecond(long steps)
    {
        double best = 0;
        for (int run = 0; run < 2; run++)
        {
            using var trainer = new PpoTrainer(new VectorEnvironment(4, _ => new CartPole()), PpoPresets.CleanRl with { TotalSteps = steps });
            long start = Stopwatch.GetTimestamp();
            trainer.Train();
            best = trainer.StepCount / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return best;
    }

    private static IEnumerable<(string Name, double Value)> Sequence(string name, Network body, Network head, Adam adam, int[] batches)
    {
        const int Steps = 60;
        foreach (int batch in batches)
        {
            NetworkWorkspace space = body.CreateWorkspace(batch, Steps), headSpace = head.CreateWorkspace(batch);
            float[] x = Normal(batch * Steps * 32), y = new float[batch * Steps * 64], last = new float[batch * 64], dlast = new float[batch * 64], dy = new float[y.Length], logits = new float[batch * 3], dlogits = new float[batch * 3];
            var targets = new int[batch];
            void Forward()
            {
                body.Forward(space, x, y, batch, Steps);
                for (int b = 0; b < batch; b++)
                {
                    y.AsSpan(((b * Steps) + Steps - 1) * 64, 64).CopyTo(last.AsSpan(b * 64));
                }

                head.Forward(headSpace, last, logits, batch);
            }

            yield return ($"{name} T60 fwd b{batch}", Median(Forward));
            yield return ($"{name} T60 train step b{batch}", Median(() =>
            {
                Forward();
                Loss.SoftmaxCrossEntropy(logits, targets, dlogits);
                head.Backward(headSpace, dlogits, dlast);
                for (int b = 0; b < batch; b++)
                {
                    dlast.AsSpan(b * 64, 64).CopyTo(dy.AsSpan(((b * Steps) + Steps - 1) * 64));
                }

                body.Backward(space, dy);
                adam.Step();
            }));
        }
    }

    private static ParameterBlock Initialize(params Network[] networks)
    {
        ParameterBlock block = ParameterBlock.For(networks);
        var random = new RandomStream(1);
        foreach (Network network in networks)
        {
            Initializer.Network(network, 1.4, 1, ref random);
        }

        return block;
    }

    private static float[] Normal(int count)
    {
        var random = new RandomStream(2);
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)random.NextNormal();
        }

        return values;
    }

    private static double Median(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        int warm = 0;
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 150)
        {
            action();
            warm++;
        }

        int count = Math.Max(1, warm / 5);
        var rounds = new double[9];
        for (int r = 0; r < rounds.Length; r++)
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                action();
            }

            rounds[r] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / count;
        }

        Array.Sort(rounds);
        return rounds[rounds.Length / 2];
    }
}
