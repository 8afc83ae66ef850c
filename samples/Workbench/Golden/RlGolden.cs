using System.Text.Json.Nodes;
using Trading.Sdk.Neural;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>The operations of the neural core and of PPO, computed in single precision; environments and closed forms in double.</summary>
internal static partial class RlGolden
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
        ["optim.adam"] = c => Optimize(c, p => new Adam(p, c.Number("learning_rate"), c.Vector("betas")[0], c.Vector("betas")[1], c.Number("eps"), c.Number("weight_decay", 0), decoupled: false)),
        ["optim.adamw"] = c => Optimize(c, p => new Adam(p, c.Number("learning_rate"), c.Vector("betas")[0], c.Vector("betas")[1], c.Number("eps"), c.Number("weight_decay"))),
        ["optim.sgd"] = c => Optimize(c, p => new Sgd(p, c.Number("learning_rate"), c.Number("momentum", 0), c.Number("weight_decay", 0))),
        ["optim.rmsprop"] = c => Optimize(c, p => new RmsProp(p, c.Number("learning_rate"), c.Number("alpha"), c.Number("eps"), c.Number("momentum", 0), c.Number("weight_decay", 0))),
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

    private static JsonObject Value(ParameterBlock block, string name)
    {
        var values = new float[block[name].ElementCount];
        block.CopyValue(name, values);
        return Tensor(values, [.. block[name].Shape]);
    }

    private static int[] Shape(GoldenCase c, string name) => Integers(GoldenCase.ToVector(c.Inputs[name]!["shape"]!));

    private static float[] Data(GoldenCase c, string name) => Data(c.Inputs[name]!);

    private static float[] Data(JsonNode node) => Array.ConvertAll(GoldenCase.ToVector(node is JsonArray ? node : node["data"]!), v => (float)v);

    private static bool[] Flags(GoldenCase c, string name) => Array.ConvertAll(Data(c, name), v => v != 0);

    private static int[] Integers(double[] values) => Array.ConvertAll(values, v => (int)v);

    private static JsonObject Tensor(float[] values, params int[] shape) => Tensor(Array.ConvertAll(values, v => (double)v), shape);

    private static JsonObject Tensor(double[] values, params int[] shape) => new() { ["shape"] = GoldenCase.FromVector(Array.ConvertAll(shape, n => (double)n)), ["data"] = GoldenCase.FromVector(values) };
}
