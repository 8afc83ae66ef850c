using System.Text.Json.Nodes;
using Trading.Sdk.Neural;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>The operations of the neural core and of PPO, computed in single precision; environments and closed forms in double.</summary>
internal static class RlGolden
{
    public static IReadOnlyDictionary<string, GoldenOperation> Operations { get; } = new Dictionary<string, GoldenOperation>(StringComparer.Ordinal)
    {
        ["mlp"] = Mlp,
        ["layers.layer_norm"] = c => RunNetwork(c, new Network(new LayerNorm("n", Shape(c, "x")[^1], c.Number("eps"))), "n."),
        ["layers.softmax_cross_entropy"] = CrossEntropy,
        ["layers.huber"] = Huber,
        ["lstm"] = c => Recurrent(c, (prefix, inputs, hidden, layer) => new Lstm(prefix, inputs, hidden, layer), vectors: 2),
        ["lstm.episode_reset"] = c => Recurrent(c, (prefix, inputs, hidden, layer) => new Lstm(prefix, inputs, hidden, layer), vectors: 2),
        ["gru"] = c => Recurrent(c, (prefix, inputs, hidden, layer) => new Gru(prefix, inputs, hidden, layer), vectors: 1),
        ["gru.episode_reset"] = c => Recurrent(c, (prefix, inputs, hidden, layer) => new Gru(prefix, inputs, hidden, layer), vectors: 1),
        ["attention.self_attention"] = c => RunNetwork(c, new Network(new SelfAttention("", c.Integer("embedding"), c.Integer("heads"), c.Flag("causal"))), ""),
        ["attention.encoder_block"] = c => RunNetwork(c, new Network(new EncoderBlock("", c.Integer("embedding"), c.Integer("heads"), c.Integer("feed_forward"), ActivationOf(c), c.Flag("norm_first"), c.Flag("causal"), c.Number("eps"))), ""),
        ["optim.adam"] = c => Optimize(c, p => new Adam(p, c.Number("learning_rate"), c.Vector("betas")[0], c.Vector("betas")[1], c.Number("eps"))),
        ["optim.adamw"] = c => Optimize(c, p => new Adam(p, c.Number("learning_rate"), c.Vector("betas")[0], c.Vector("betas")[1], c.Number("eps"), c.Number("weight_decay"))),
        ["optim.sgd"] = c => Optimize(c, p => new Sgd(p, c.Number("learning_rate"), c.Number("momentum", 0))),
        ["optim.rmsprop"] = c => Optimize(c, p => new RmsProp(p, c.Number("learning_rate"), c.Number("alpha"), c.Number("eps"))),
        ["gae"] = Gae,
        ["distributions.categorical"] = c => Distribution(c, ActionSpace.Discrete(Shape(c, "logits")[1]), "logits", "action"),
        ["distributions.masked_categorical"] = c => Distribution(c, ActionSpace.Discrete(Shape(c, "logits")[1]), "logits", "action"),
        ["distributions.multi_discrete"] = c => Distribution(c, ActionSpace.Discrete(Integers(c.Vector("choices"))), "logits", "action"),
        ["distributions.diagonal_normal"] = c => Distribution(c, Continuous(c, squashed: false), "mean", "action"),
        ["distributions.tanh_normal"] = c => Distribution(c, Continuous(c, squashed: true), "mean", "pre_tanh"),
        ["ppo_loss.discrete"] = c => PpoLossOf(c, ActionSpace.Discrete(Shape(c, "logits")[1])),
        ["ppo_loss.masked"] = c => PpoLossOf(c, ActionSpace.Discrete(Shape(c, "logits")[1])),
        ["ppo_loss.multi_discrete"] = c => PpoLossOf(c, ActionSpace.Discrete(Integers(c.Vector("choices")))),
        ["ppo_loss.continuous"] = c => PpoLossOf(c, Continuous(c, squashed: false)),
        ["ppo_update"] = PpoUpdate,
        ["running_norm"] = RunningNorm,
        ["envs.cartpole"] = CartPoleTrajectory,
        ["envs.pendulum"] = PendulumTrajectory,
        ["envs.acrobot"] = AcrobotTrajectory,
        ["finance.avellaneda_stoikov"] = AvellanedaStoikovQuotes,
        ["finance.cartea_jaimungal"] = CarteaJaimungalDepths,
        ["finance.almgren_chriss"] = AlmgrenChrissPlan,
    };

    private static JsonObject Mlp(GoldenCase c)
    {
        int[] layers = Integers(c.Vector("layers"));
        return RunNetwork(c, Network.Perceptron("", layers, ActivationOf(c), nameStep: 1), "");
    }

    private static JsonObject RunNetwork(GoldenCase c, Network network, string prefix)
    {
        ParameterBlock block = ParameterBlock.For(network);
        Load(block, c.Inputs["parameters"]!.AsObject(), prefix);
        int[] shape = Shape(c, "x");
        (int batch, int steps) = shape.Length == 3 ? (shape[0], shape[1]) : (shape[0], 1);
        float[] x = Data(c, "x"), dy = Data(c, "dy");
        float[] y = new float[dy.Length], dx = new float[x.Length];
        NetworkWorkspace workspace = network.CreateWorkspace(batch, steps);
        network.Forward(workspace, x, y, batch, steps);
        network.Backward(workspace, dy, dx);
        return new JsonObject
        {
            ["y"] = Tensor(y, Shape(c, "dy")),
            ["dx"] = Tensor(dx, shape),
            ["parameter_gradients"] = Gradients(block, prefix),
        };
    }

    private static JsonObject Recurrent(GoldenCase c, Func<string, int, int, int, Layer> layer, int vectors)
    {
        int inputs = c.Integer("input_size"), hidden = c.Integer("hidden_size"), layers = c.Integer("layers", 1);
        var network = new Network([.. Enumerable.Range(0, layers).Select(i => layer("", i == 0 ? inputs : hidden, hidden, i))]);
        ParameterBlock block = ParameterBlock.For(network);
        Load(block, c.Inputs["parameters"]!.AsObject(), "");
        int[] shape = Shape(c, "x");
        (int batch, int steps) = (shape[0], shape[1]);
        float[] x = Data(c, "x"), dy = Data(c, "dy");
        float[] y = new float[dy.Length], dx = new float[x.Length];
        NetworkWorkspace workspace = network.CreateWorkspace(batch, steps);
        bool hasState = c.Has("initial_hidden");
        if (hasState)
        {
            workspace.SetInitialState(JoinState(Data(c, "initial_hidden"), vectors == 2 ? Data(c, "initial_cell") : null, layers, batch, hidden));
        }

        if (c.Has("done"))
        {
            workspace.SetEpisodeStarts(Array.ConvertAll(Data(c, "done"), v => v != 0));
        }

        network.Forward(workspace, x, y, batch, steps);
        network.Backward(workspace, dy, dx);
        var outputs = new JsonObject { ["y"] = Tensor(y, Shape(c, "dy")) };
        int[] stateShape = [layers, batch, hidden];
        if (hasState)
        {
            var state = new float[batch * layers * vectors * hidden];
            workspace.CopyFinalState(state);
            outputs["final_hidden"] = Tensor(SplitState(state, 0, vectors, layers, batch, hidden), stateShape);
            if (vectors == 2)
            {
                outputs["final_cell"] = Tensor(SplitState(state, 1, vectors, layers, batch, hidden), stateShape);
            }

            workspace.CopyInitialStateGradient(state);
            outputs["initial_hidden_gradient"] = Tensor(SplitState(state, 0, vectors, layers, batch, hidden), stateShape);
            if (vectors == 2)
            {
                outputs["initial_cell_gradient"] = Tensor(SplitState(state, 1, vectors, layers, batch, hidden), stateShape);
            }
        }

        outputs["dx"] = Tensor(dx, shape);
        outputs["parameter_gradients"] = Gradients(block, "");
        return outputs;
    }

    // Golden states are [layer, batch, hidden]; ours are [batch, layer, vector, hidden].
    private static float[] JoinState(float[] hidden, float[]? cell, int layers, int batch, int size)
    {
        int vectors = cell is null ? 1 : 2;
        var state = new float[batch * layers * vectors * size];
        for (int l = 0; l < layers; l++)
        {
            for (int b = 0; b < batch; b++)
            {
                for (int v = 0; v < vectors; v++)
                {
                    (v == 0 ? hidden : cell!).AsSpan(((l * batch) + b) * size, size).CopyTo(state.AsSpan(((((b * layers) + l) * vectors) + v) * size));
                }
            }
        }

        return state;
    }

    private static float[] SplitState(float[] state, int vector, int vectors, int layers, int batch, int size)
    {
        var part = new float[layers * batch * size];
        for (int l = 0; l < layers; l++)
        {
            for (int b = 0; b < batch; b++)
            {
                state.AsSpan(((((b * layers) + l) * vectors) + vector) * size, size).CopyTo(part.AsSpan(((l * batch) + b) * size));
            }
        }

        return part;
    }

    private static JsonObject CrossEntropy(GoldenCase c)
    {
        float[] logits = Data(c, "logits");
        var gradient = new float[logits.Length];
        double loss = Loss.SoftmaxCrossEntropy(logits, Array.ConvertAll(Data(c, "target"), v => (int)v), gradient);
        return new JsonObject { ["loss"] = loss, ["dlogits"] = Tensor(gradient, Shape(c, "logits")) };
    }

    private static JsonObject Huber(GoldenCase c)
    {
        float[] x = Data(c, "x");
        var gradient = new float[x.Length];
        double loss = Loss.Huber(x, Data(c, "target"), c.Number("beta"), gradient);
        return new JsonObject { ["loss"] = loss, ["dx"] = Tensor(gradient, Shape(c, "x")) };
    }

    private static JsonObject Optimize(GoldenCase c, Func<ParameterBlock, Optimizer> create)
    {
        JsonArray tensors = c.Inputs["parameters"]!.AsArray();
        ParameterBlock block = ParameterBlock.Create(tensors.Select((t, i) => ($"{i}", Integers(GoldenCase.ToVector(t!["shape"]!)))));
        for (int i = 0; i < tensors.Count; i++)
        {
            block.SetValue($"{i}", Data(tensors[i]!));
        }

        Optimizer optimizer = create(block);
        JsonArray norms = [], after = [];
        foreach (JsonNode? step in c.Inputs["gradients"]!.AsArray())
        {
            for (int i = 0; i < tensors.Count; i++)
            {
                block.SetGradient($"{i}", Data(step![i]!));
            }

            if (c.Has("max_gradient_norm"))
            {
                norms.Add((JsonNode)GoldenCase.FromDouble(optimizer.StepClipped(c.Number("max_gradient_norm"))));
            }
            else
            {
                optimizer.Step();
                norms.Add((JsonNode?)null);
            }

            after.Add((JsonNode)new JsonArray([.. tensors.Select((t, i) => (JsonNode)Value(block, $"{i}"))]));
        }

        return new JsonObject { ["gradient_norm"] = norms, ["parameters_after_step"] = after };
    }

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

    private static Network PerceptronFrom(JsonObject tensors, string prefix)
    {
        var layers = new List<(int Index, int[] Shape)>();
        foreach ((string name, JsonNode? node) in tensors)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal))
            {
                layers.Add((int.Parse(name[prefix.Length..^".weight".Length]), Integers(GoldenCase.ToVector(node!["shape"]!))));
            }
        }

        layers.Sort((a, b) => a.Index.CompareTo(b.Index));
        return new Network([.. layers.Select((l, i) => new Linear($"{prefix}{l.Index}", l.Shape[1], l.Shape[0], i < layers.Count - 1 ? Activation.Tanh : Activation.Identity))]);
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

    private static JsonObject CartPoleTrajectory(GoldenCase c)
    {
        double[] s = c.Vector("initial_state");
        var environment = new CartPole { State = (s[0], s[1], s[2], s[3]) };
        var states = new JsonArray { (JsonNode)GoldenCase.FromVector(s) };
        int? terminated = null;
        int step = 0;
        foreach (double action in c.Vector("actions"))
        {
            step++;
            bool failed = environment.Advance(action > 0.5);
            (double x, double v, double a, double w) = environment.State;
            states.Add((JsonNode)GoldenCase.FromVector([x, v, a, w]));
            if (failed)
            {
                terminated = step;
                break;
            }
        }

        return new JsonObject { ["states"] = states, ["terminated_after"] = terminated };
    }

    private static JsonObject PendulumTrajectory(GoldenCase c)
    {
        double[] s = c.Vector("initial_state");
        var environment = new Pendulum { State = (s[0], s[1]) };
        JsonArray states = [(JsonNode)GoldenCase.FromVector(s)], rewards = [];
        foreach (double action in c.Vector("actions"))
        {
            rewards.Add((JsonNode)GoldenCase.FromDouble(environment.Advance(action)));
            (double angle, double speed) = environment.State;
            states.Add((JsonNode)GoldenCase.FromVector([angle, speed]));
        }

        return new JsonObject { ["states"] = states, ["rewards"] = rewards };
    }

    private static JsonObject AcrobotTrajectory(GoldenCase c)
    {
        double[] s = c.Vector("initial_state");
        var environment = new Acrobot { State = (s[0], s[1], s[2], s[3]) };
        JsonArray states = [(JsonNode)GoldenCase.FromVector(s)], terminal = [(JsonNode)JsonValue.Create(environment.IsAboveLine)];
        foreach (double action in c.Vector("actions"))
        {
            environment.Advance(action - 1);
            (double a1, double a2, double w1, double w2) = environment.State;
            states.Add((JsonNode)GoldenCase.FromVector([a1, a2, w1, w2]));
            terminal.Add((JsonNode)JsonValue.Create(environment.IsAboveLine));
        }

        return new JsonObject { ["states"] = states, ["terminal"] = terminal };
    }

    private static JsonObject AvellanedaStoikovQuotes(GoldenCase c)
    {
        var model = new AvellanedaStoikov(c.Number("risk_aversion"), c.Number("volatility"), c.Number("arrival_decay"));
        double[] mid = Many(c, "mid"), time = Many(c, "time_left"), inventory = Many(c, "inventory");
        int n = Math.Max(mid.Length, Math.Max(time.Length, inventory.Length));
        double[] reservation = new double[n], spread = new double[n], bid = new double[n], ask = new double[n];
        for (int i = 0; i < n; i++)
        {
            double tau = time[i % time.Length];
            reservation[i] = model.ReservationPrice(mid[i % mid.Length], tau, inventory[i % inventory.Length]);
            spread[i] = model.Spread(tau);
            (bid[i], ask[i]) = (reservation[i] - (spread[i] / 2), reservation[i] + (spread[i] / 2));
        }

        bool single = c.Find("mid") is JsonValue && c.Find("time_left") is JsonValue && c.Find("inventory") is JsonValue;
        JsonNode Out(double[] values) => single ? GoldenCase.FromDouble(values[0]) : GoldenCase.FromVector(values);
        return new JsonObject { ["reservation_price"] = Out(reservation), ["spread"] = Out(spread), ["bid"] = Out(bid), ["ask"] = Out(ask) };
    }

    private static double[] Many(GoldenCase c, string name) => c.Find(name) is JsonArray array ? GoldenCase.ToVector(array) : [c.Number(name)];

    private static JsonObject CarteaJaimungalDepths(GoldenCase c)
    {
        var model = new CarteaJaimungal(c.Integer("max_inventory"), c.Number("fill_decay"), c.Number("arrival_rate"), c.Number("running_penalty"), c.Number("terminal_penalty"));
        double tau = c.Number("time_left");
        (double[] bid, double[] ask) = model.Depths(tau);
        return new JsonObject { ["h"] = GoldenCase.FromVector(model.ValueFunction(tau)), ["bid_depth"] = Nullable(bid), ["ask_depth"] = Nullable(ask) };
    }

    private static JsonArray Nullable(double[] values) => new([.. values.Select(v => double.IsNaN(v) ? null : GoldenCase.FromDouble(v))]);

    private static JsonObject AlmgrenChrissPlan(GoldenCase c)
    {
        var model = new AlmgrenChriss
        {
            Shares = c.Number("shares"),
            Horizon = c.Number("horizon"),
            Steps = c.Integer("steps"),
            Volatility = c.Number("volatility"),
            PermanentImpact = c.Number("permanent_impact"),
            TemporaryImpact = c.Number("temporary_impact"),
            HalfSpread = c.Number("half_spread"),
            RiskAversion = c.Number("risk_aversion"),
        };
        double[] holdings = model.Holdings();
        (double cost, double variance) = model.Evaluate(holdings);
        return new JsonObject { ["kappa"] = model.Kappa, ["holdings"] = GoldenCase.FromVector(holdings), ["trades"] = GoldenCase.FromVector(model.Trades()), ["expected_cost"] = cost, ["variance"] = variance };
    }

    private static ActionSpace Continuous(GoldenCase c, bool squashed)
    {
        int n = Shape(c, "mean")[1];
        float[] low = new float[n], high = new float[n];
        Array.Fill(low, squashed ? -1 : float.NegativeInfinity);
        Array.Fill(high, squashed ? 1 : float.PositiveInfinity);
        return squashed ? ActionSpace.TanhNormal(low, high) : ActionSpace.Normal(low, high);
    }

    private static Activation ActivationOf(GoldenCase c) => Enum.Parse<Activation>(c.Text("activation"), ignoreCase: true);

    private static void Load(ParameterBlock block, JsonObject tensors, string prefix)
    {
        foreach ((string name, JsonNode? node) in tensors)
        {
            block.SetValue(prefix + name, Data(node!));
        }
    }

    private static JsonObject Gradients(ParameterBlock block, string prefix)
    {
        var gradients = new JsonObject();
        foreach (ParameterTensor tensor in block.Tensors)
        {
            var values = new float[tensor.ElementCount];
            block.CopyGradient(tensor.Name, values);
            gradients[tensor.Name[prefix.Length..]] = Tensor(values, [.. tensor.Shape]);
        }

        return gradients;
    }

    private static JsonObject Value(ParameterBlock block, string name)
    {
        var values = new float[block[name].ElementCount];
        block.CopyValue(name, values);
        return Tensor(values, [.. block[name].Shape]);
    }

    private static float[] Pick(float[] values, int[] index) => Array.ConvertAll(index, i => values[i]);

    private static int[] Shape(GoldenCase c, string name) => Integers(GoldenCase.ToVector(c.Inputs[name]!["shape"]!));

    private static float[] Data(GoldenCase c, string name) => Data(c.Inputs[name]!);

    private static float[] Data(JsonNode node) => Array.ConvertAll(GoldenCase.ToVector(node is JsonArray ? node : node["data"]!), v => (float)v);

    private static bool[] Flags(GoldenCase c, string name) => Array.ConvertAll(Data(c, name), v => v != 0);

    private static int[] Integers(double[] values) => Array.ConvertAll(values, v => (int)v);

    private static JsonObject Tensor(float[] values, params int[] shape) => Tensor(Array.ConvertAll(values, v => (double)v), shape);

    private static JsonObject Tensor(double[] values, params int[] shape) => new() { ["shape"] = GoldenCase.FromVector(Array.ConvertAll(shape, n => (double)n)), ["data"] = GoldenCase.FromVector(values) };
}
