using Trading.Sdk.Testing;

namespace Trading.Sdk.Neural.Tests;

/// <summary>Steps against the formulas written out in double precision.</summary>
public class OptimizerTests
{
    public static TheoryData<string> Names { get; } = ["sgd", "sgd-momentum", "sgd-decay", "rmsprop", "rmsprop-momentum-decay", "adam", "adam-penalty", "adamw"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_RandomGradients_FollowsTheFormula(string name)
    {
        ParameterBlock block = ParameterBlock.Create(("w", [5, 7]), ("b", [1]));
        var random = new RandomStream(3);
        float[] w = Normal(35, ref random);
        block.SetValue("w", w);
        double[] expected = Array.ConvertAll(w, v => (double)v), m = new double[35], v2 = new double[35];
        Optimizer optimizer = Make(name, block);
        var actual = new float[35];
        for (int t = 1; t <= 12; t++)
        {
            float[] gradient = Normal(35, ref random);
            block.SetGradient("w", gradient);
            optimizer.Step();
            for (int i = 0; i < 35; i++)
            {
                expected[i] = Naive(name, t, expected[i], gradient[i], ref m[i], ref v2[i]);
            }

            block.CopyValue("w", actual);
            for (int i = 0; i < 35; i++)
            {
                Assert.InRange(actual[i] - expected[i], -5e-6, 5e-6);
            }
        }

        block.CopyValue("b", actual.AsSpan(0, 1));
        Assert.Equal(0, actual[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reset_ThenStep_IsAFreshOptimizersStepAndAllocatesNothing(string name)
    {
        ParameterBlock used = ParameterBlock.Create(("w", [20])), fresh = ParameterBlock.Create(("w", [20]));
        var random = new RandomStream(4);
        Optimizer optimizer = Make(name, used), other = Make(name, fresh);
        used.SetGradient("w", Normal(20, ref random));
        AllocationGuard.ShouldNotAllocate(() => optimizer.StepClipped(0.5));
        optimizer.Reset();
        Assert.Equal(0, optimizer.StepCount);
        float[] values = Normal(20, ref random), gradient = Normal(20, ref random), a = new float[20], b = new float[20];
        foreach ((ParameterBlock block, Optimizer o, float[] result) in new[] { (used, optimizer, a), (fresh, other, b) })
        {
            block.SetValue("w", values);
            block.SetGradient("w", gradient);
            o.Step();
            o.Step();
            block.CopyValue("w", result);
        }

        Assert.Equal(b, a);
    }

    [Fact]
    public void Step_NoEpsAndNoGradient_ChangesNothing()
    {
        ParameterBlock block = ParameterBlock.Create(("w", [3]));
        block.SetValue("w", [1, 2, 3]);
        foreach (Optimizer optimizer in new Optimizer[] { new Adam(block, eps: 0), new RmsProp(block, eps: 0) })
        {
            block.SetGradient("w", [0, 0, 0]);
            optimizer.Step();
            var values = new float[3];
            block.CopyValue("w", values);
            Assert.Equal([1f, 2f, 3f], values);
            block.ThrowIfValuesNotFinite();
        }
    }

    [Fact]
    public void Constructor_NumberOutOfRange_NamesIt()
    {
        ParameterBlock block = ParameterBlock.Create(("w", [3]));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new Sgd(block, 0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Sgd(block, 0.1, weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new RmsProp(block, alpha: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new RmsProp(block, momentum: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new Adam(block, beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Adam(block, weightDecay: double.PositiveInfinity));
    }

    private static Optimizer Make(string name, ParameterBlock block) => name switch
    {
        "sgd" => new Sgd(block, 0.1),
        "sgd-momentum" => new Sgd(block, 0.1, 0.8),
        "sgd-decay" => new Sgd(block, 0.1, 0.8, 0.05),
        "rmsprop" => new RmsProp(block, 0.01, 0.9, 1e-6),
        "rmsprop-momentum-decay" => new RmsProp(block, 0.01, 0.9, 1e-6, 0.7, 0.05),
        "adam" => new Adam(block, 0.01, 0.8, 0.95, 1e-5),
        "adam-penalty" => new Adam(block, 0.01, 0.8, 0.95, 1e-5, 0.05, decoupled: false),
        _ => new Adam(block, 0.01, 0.8, 0.95, 1e-5, 0.05),
    };

    private static double Naive(string name, int t, double value, double g, ref double m, ref double v)
    {
        if (name is "sgd-decay" or "rmsprop-momentum-decay" or "adam-penalty")
        {
            g += 0.05 * value;
        }

        switch (name)
        {
            case "sgd" or "sgd-momentum" or "sgd-decay":
                m = ((name == "sgd" ? 0 : 0.8) * m) + g;
                return value - (0.1 * m);
            case "rmsprop" or "rmsprop-momentum-decay":
                v = (0.9 * v) + (0.1 * g * g);
                m = ((name == "rmsprop" ? 0 : 0.7) * m) + (g / (Math.Sqrt(v) + 1e-6));
                return value - (0.01 * m);
            default:
                m = (0.8 * m) + (0.2 * g);
                v = (0.95 * v) + (0.05 * g * g);
                double kept = name == "adamw" ? value * (1 - (0.01 * 0.05)) : value;
                return kept - (0.01 * (m / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.95, t))) + 1e-5));
        }
    }

    private static float[] Normal(int count, ref RandomStream random)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)random.NextNormal();
        }

        return values;
    }
}
