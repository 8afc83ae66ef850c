using System.Text.Json.Nodes;
using Trading.Sdk.Neural;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

// Advantages, distributions, the loss and whole updates of PPO.
internal static partial class RlGolden
{
    private static JsonObject Gae(GoldenCase c)
    {
        float[] rewards = Data(c, "rewards"), advantages = new float[rewards.Length], returns = new float[rewards.Length];
        GeneralizedAdvantage.Compute(rewards, Data(c, "values"), Data(c, "final_values"), Flags(c, "terminated"), Flags(c, "truncated"), Data(c, "last_values"), c.Number("gamma"), c.Number("lambda"), advantages, returns);
        return new JsonObject { ["advantages"] = Tensor(advantages, Shape(c, "rewards")), ["returns"] = Tensor(returns, Shape(c, "rewards")) };
    }

    private static JsonObject Distribution(GoldenCase c, ActionSpace space, string parameterName, string actionName)
    {
        var distribution = new ActionDistribution(space);
        float[] parameters = Data(c, parameterName), actions = Data(c, actionName), logStd = c.Has("log_std") ? Data(c, "log_std") : [];
        bool[] mask = c.Has("mask") ? Flags(c, "mask") : [];
        int rows = parameters.Length / space.ParameterCount, d = space.Dimensions, p = space.ParameterCount;
        double[] logProbability = new double[rows], entropy = new double[rows], scratch = new double[distribution.ScratchSize];
        var environment = new float[actions.Length];
        for (int r = 0; r < rows; r++)
        {
            logProbability[r] = distribution.Evaluate(parameters.AsSpan(r * p, p), logStd, mask.Length == 0 ? mask : mask.AsSpan(r * p, p), actions.AsSpan(r * d, d), scratch, out entropy[r]);
            distribution.ToEnvironment(actions.AsSpan(r * d, d), environment.AsSpan(r * d, d));
        }

        var outputs = new JsonObject();
        if (space.Kind == ActionSpaceKind.TanhNormal)
        {
            outputs["action"] = Tensor(environment, Shape(c, actionName));
        }

        outputs["log_prob"] = Tensor(logProbability, rows);
        if (space.Kind != ActionSpaceKind.TanhNormal)
        {
            outputs["entropy"] = Tensor(entropy, rows);
        }

        return outputs;
    }

    private static PpoLoss LossOf(GoldenCase c, ActionSpace space) => new(space)
    {
        Clip = c.Number("clip"),
        ValueClipStyle = c.Has("value_clip") ? ValueClipStyle.Maximum : ValueClipStyle.None,
        ValueClip = c.Number("value_clip", 1),
        EntropyCoefficient = c.Number("entropy_coefficient"),
        ValueCoefficient = c.Number("value_coefficient"),
        NormalizeAdvantage = c.Flag("normalize_advantage"),
    };

    private static JsonObject PpoLossOf(GoldenCase c, ActionSpace space)
    {
        bool continuous = space.Kind != ActionSpaceKind.Discrete;
        string name = continuous ? "mean" : "logits";
        float[] parameters = Data(c, name), values = Data(c, "values"), logStd = continuous ? Data(c, "log_std") : [];
        float[] parameterGradient = new float[parameters.Length], logStdGradient = new float[logStd.Length], valueGradient = new float[values.Length];
        PpoLossResult result = LossOf(c, space).Evaluate(
            new PpoBatch
            {
                Parameters = parameters,
                ParameterStride = space.ParameterCount,
                LogStd = logStd,
                Masks = c.Has("mask") ? Flags(c, "mask") : [],
                Actions = Data(c, "action"),
                OldLogProbabilities = Data(c, "old_log_prob"),
                Advantages = Data(c, "advantages"),
                Values = values,
                OldValues = Data(c, "old_values"),
                Returns = Data(c, "returns"),
            },
            parameterGradient,
            logStdGradient,
            valueGradient);
        JsonObject outputs = Losses(result);
        outputs[continuous ? "dmean" : "dlogits"] = Tensor(parameterGradient, Shape(c, name));
        if (continuous)
        {
            outputs["dlog_std"] = Tensor(logStdGradient, logStd.Length);
        }

        outputs["dvalues"] = Tensor(valueGradient, Shape(c, "values"));
        return outputs;
    }

    private static JsonObject Losses(PpoLossResult result) => new()
    {
        ["loss"] = result.Loss,
        ["policy_loss"] = result.PolicyLoss,
        ["value_loss"] = result.ValueLoss,
        ["entropy"] = result.Entropy,
        ["approx_kl"] = result.ApproximateKl,
        ["old_approx_kl"] = result.OldApproximateKl,
        ["clip_fraction"] = result.ClipFraction,
    };

    private static JsonObject PpoUpdate(GoldenCase c)
    {
        JsonObject tensors = c.Inputs["parameters"]!.AsObject();
        Network actor = PerceptronFrom(tensors, "actor."), critic = PerceptronFrom(tensors, "critic.");
        ParameterBlock block = ParameterBlock.For(actor, critic);
        Load(block, tensors, "");
        double[] betas = c.Vector("adam_betas");
        var adam = new Adam(block, c.Number("learning_rate"), betas[0], betas[1], c.Number("adam_eps"));
        ActionSpace space = ActionSpace.Discrete(actor.Outputs);
        PpoLoss loss = LossOf(c, space);
        float[] observations = Data(c, "observations"), actions = Data(c, "action"), oldLog = Data(c, "old_log_prob"), oldValues = Data(c, "old_values"), advantages = Data(c, "advantages"), returns = Data(c, "returns");
        int rows = actions.Length, width = actor.Inputs;
        NetworkWorkspace actorSpace = actor.CreateWorkspace(rows), criticSpace = critic.CreateWorkspace(rows);
        var log = new JsonArray();
        foreach (JsonNode? epoch in c.Inputs["minibatches"]!.AsArray())
        {
            foreach (JsonNode? minibatch in epoch!.AsArray())
            {
                int[] index = Integers(GoldenCase.ToVector(minibatch!));
                int n = index.Length;
                float[] x = [.. index.SelectMany(i => observations.AsSpan(i * width, width).ToArray())];
                float[] logits = new float[n * actor.Outputs], values = new float[n], logitGradient = new float[logits.Length], valueGradient = new float[n];
                actor.Forward(actorSpace, x, logits, n);
                critic.Forward(criticSpace, x, values, n);
                PpoLossResult result = loss.Evaluate(
                    new PpoBatch
                    {
                        Parameters = logits,
                        ParameterStride = actor.Outputs,
                        Actions = Pick(actions, index),
                        OldLogProbabilities = Pick(oldLog, index),
                        Advantages = Pick(advantages, index),
                        Values = values,
                        OldValues = Pick(oldValues, index),
                        Returns = Pick(returns, index),
                    },
                    logitGradient,
                    [],
                    valueGradient);
                actor.Backward(actorSpace, logitGradient);
                critic.Backward(criticSpace, valueGradient);
                JsonObject entry = Losses(result);
                if (c.Has("max_gradient_norm"))
                {
                    entry["gradient_norm"] = adam.StepClipped(c.Number("max_gradient_norm"));
                }
                else
                {
                    entry["gradient_norm"] = block.GradientNorm();
                    adam.Step();
                }

                log.Add((JsonNode)entry);
            }
        }

        var after = new JsonObject();
        foreach (ParameterTensor tensor in block.Tensors)
        {
            after[tensor.Name] = Value(block, tensor.Name);
        }

        return new JsonObject { ["minibatch_log"] = log, ["parameters_after"] = after };
    }

    private static JsonObject RunningNorm(GoldenCase c)
    {
        JsonArray batches = c.Inputs["batches"]!.AsArray();
        int features = batches[0]![0]!.AsArray().Count;
        var normalizer = new RunningNormalizer(features, c.Number("eps"), c.Number("clip"), c.Number("initial_count"));
        var start = new double[features];
        Array.Fill(start, c.Number("initial_mean"));
        var variance = new double[features];
        Array.Fill(variance, c.Number("initial_variance"));
        normalizer.Restore(start, variance, c.Number("initial_count"));
        JsonArray means = [], variances = [], counts = [], normalized = [];
        foreach (JsonNode? batch in batches)
        {
            float[] rows = [.. batch!.AsArray().SelectMany(r => GoldenCase.ToVector(r!)).Select(v => (float)v)];
            normalizer.Update(rows);
            var result = new float[rows.Length];
            normalizer.Normalize(rows, result);
            means.Add((JsonNode)GoldenCase.FromVector(normalizer.Mean));
            variances.Add((JsonNode)GoldenCase.FromVector(normalizer.Variance));
            counts.Add((JsonNode)GoldenCase.FromDouble(normalizer.Count));
            normalized.Add((JsonNode)new JsonArray([.. result.Chunk(features).Select(r => (JsonNode)GoldenCase.FromVector(Array.ConvertAll(r, v => (double)v)))]));
        }

        return new JsonObject { ["mean"] = means, ["variance"] = variances, ["count"] = counts, ["normalized"] = normalized };
    }

    private static ActionSpace Continuous(GoldenCase c, bool squashed)
    {
        int n = Shape(c, "mean")[1];
        float[] low = new float[n], high = new float[n];
        Array.Fill(low, squashed ? -1 : float.NegativeInfinity);
        Array.Fill(high, squashed ? 1 : float.PositiveInfinity);
        return squashed ? ActionSpace.TanhNormal(low, high) : ActionSpace.Normal(low, high);
    }

    private static float[] Pick(float[] values, int[] index) => Array.ConvertAll(index, i => values[i]);
}
