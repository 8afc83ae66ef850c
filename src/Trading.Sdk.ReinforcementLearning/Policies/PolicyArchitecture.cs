using System.Globalization;
using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Shape of the networks of a policy: hidden layers, then an LSTM when there is memory, then the output.</summary>
internal sealed record PolicyArchitecture(int ObservationSize, ActionSpace ActionSpace, IReadOnlyList<int> HiddenSizes, Activation Activation, int RecurrentSize)
{
    public const string LogStdName = "log_std";

    public bool HasLogStd => ActionSpace.Kind != ActionSpaceKind.Discrete;

    public Network Actor() => Build("actor.", ActionSpace.ParameterCount, ObservationSize);

    public Network Critic(int observationSize) => Build("critic.", 1, observationSize);

    public ParameterBlock Bind(params IReadOnlyList<Network> networks) =>
        ParameterBlock.For(networks, HasLogStd ? [(LogStdName, new[] { ActionSpace.Dimensions })] : []);

    public void Write(IDictionary<string, string> metadata)
    {
        metadata["observation_size"] = ObservationSize.ToString(CultureInfo.InvariantCulture);
        metadata["action_space"] = ActionSpace.ToString();
        metadata["hidden_sizes"] = string.Join(",", HiddenSizes);
        metadata["activation"] = Activation.ToString();
        metadata["recurrent_size"] = RecurrentSize.ToString(CultureInfo.InvariantCulture);
    }

    public static PolicyArchitecture Read(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            string hidden = metadata["hidden_sizes"];
            var architecture = new PolicyArchitecture(
                int.Parse(metadata["observation_size"], CultureInfo.InvariantCulture),
                ActionSpace.Parse(metadata["action_space"]),
                hidden.Length == 0 ? [] : Array.ConvertAll(hidden.Split(','), s => int.Parse(s, CultureInfo.InvariantCulture)),
                Enum.Parse<Activation>(metadata["activation"]),
                int.Parse(metadata["recurrent_size"], CultureInfo.InvariantCulture));
            return architecture.ObservationSize < 1 || architecture.RecurrentSize < 0 || architecture.HiddenSizes.Any(h => h < 1) || !Enum.IsDefined(architecture.Activation)
                ? throw new SafetensorsFormatException("The metadata of the policy give an impossible shape.")
                : architecture;
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            throw new SafetensorsFormatException($"The metadata of the policy are incomplete or damaged: {e.Message}", e);
        }
    }

    // Names follow a PyTorch Sequential in which activations are modules of their own.
    private Network Build(string prefix, int outputs, int inputs)
    {
        var layers = new List<Layer>();
        int width = inputs, index = 0;
        foreach (int hidden in HiddenSizes)
        {
            layers.Add(new Linear($"{prefix}{index}", width, hidden, Activation));
            (width, index) = (hidden, index + 2);
        }

        if (RecurrentSize > 0)
        {
            layers.Add(new Lstm($"{prefix}lstm.", width, RecurrentSize));
            width = RecurrentSize;
        }

        layers.Add(new Linear($"{prefix}{index}", width, outputs));
        return new Network(layers);
    }
}
