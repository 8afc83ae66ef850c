using System.Text.Json.Nodes;
using Trading.Sdk.Neural;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

// Layers, losses and optimisers.
internal static partial class RlGolden
{
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
}
