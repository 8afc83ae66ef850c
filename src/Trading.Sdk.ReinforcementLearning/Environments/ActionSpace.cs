namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// The shape of an action. An action is a row of floats: for discrete spaces the number of the choice (a whole number from
/// 0) in each dimension, else one real number a dimension.
/// </summary>
public sealed class ActionSpace
{
    private ActionSpace(ActionSpaceKind kind, int[] choices, float[] low, float[] high)
    {
        Kind = kind;
        Choices = choices;
        Low = low;
        High = high;
        Dimensions = kind == ActionSpaceKind.Discrete ? choices.Length : low.Length;
        ParameterCount = kind == ActionSpaceKind.Discrete ? choices.Sum() : low.Length;
    }

    /// <summary>What an action is.</summary>
    public ActionSpaceKind Kind { get; }

    /// <summary>Numbers in an action.</summary>
    public int Dimensions { get; }

    /// <summary>Number of choices in each dimension; empty for continuous spaces.</summary>
    public IReadOnlyList<int> Choices { get; }

    /// <summary>Lower bound of each dimension; empty for discrete spaces.</summary>
    public IReadOnlyList<float> Low { get; }

    /// <summary>Upper bound of each dimension; empty for discrete spaces.</summary>
    public IReadOnlyList<float> High { get; }

    /// <summary>Outputs a policy network needs: one logit a choice, or one mean a dimension.</summary>
    public int ParameterCount { get; }

    /// <summary>Length of an action mask: one flag a choice; 0 for continuous spaces.</summary>
    public int MaskSize => Kind == ActionSpaceKind.Discrete ? ParameterCount : 0;

    /// <summary>One choice of several, or with several numbers several choices at once.</summary>
    /// <param name="choices">Number of choices of each dimension, each at least 1.</param>
    public static ActionSpace Discrete(params ReadOnlySpan<int> choices)
    {
        if (choices.IsEmpty)
        {
            throw new ArgumentException("A discrete space needs at least one dimension.", nameof(choices));
        }

        foreach (int n in choices)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(n, 1, nameof(choices));
        }

        return new ActionSpace(ActionSpaceKind.Discrete, choices.ToArray(), [], []);
    }

    /// <summary>Real numbers; the policy is a normal distribution whose samples are clipped to the bounds before the environment sees them.</summary>
    /// <param name="low">Lower bounds; may be -infinity.</param>
    /// <param name="high">Upper bounds, above the lower ones; may be infinity.</param>
    public static ActionSpace Normal(ReadOnlySpan<float> low, ReadOnlySpan<float> high) => Continuous(ActionSpaceKind.Normal, low, high);

    /// <summary>Real numbers; the policy is a normal distribution squashed into the bounds by tanh.</summary>
    /// <param name="low">Lower bounds, finite.</param>
    /// <param name="high">Upper bounds, finite and above the lower ones.</param>
    public static ActionSpace TanhNormal(ReadOnlySpan<float> low, ReadOnlySpan<float> high)
    {
        foreach (float bound in low)
        {
            if (!float.IsFinite(bound))
            {
                throw new ArgumentOutOfRangeException(nameof(low), bound, "A squashed action needs finite bounds.");
            }
        }

        foreach (float bound in high)
        {
            if (!float.IsFinite(bound))
            {
                throw new ArgumentOutOfRangeException(nameof(high), bound, "A squashed action needs finite bounds.");
            }
        }

        return Continuous(ActionSpaceKind.TanhNormal, low, high);
    }

    /// <summary>One line that names the space completely; equal spaces have equal lines.</summary>
    public override string ToString() => Kind switch
    {
        ActionSpaceKind.Discrete => $"discrete({string.Join(",", Choices)})",
        ActionSpaceKind.Normal => $"normal({Bounds()})",
        _ => $"tanh-normal({Bounds()})",
    };

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no action space.</exception>
    public static ActionSpace Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !text.EndsWith(')'))
        {
            throw new FormatException($"'{text}' is no action space.");
        }

        string[] items = text[(open + 1)..^1].Split(',');
        System.Globalization.CultureInfo invariant = System.Globalization.CultureInfo.InvariantCulture;
        try
        {
            switch (text[..open])
            {
                case "discrete":
                    return Discrete(Array.ConvertAll(items, s => int.Parse(s, invariant)));
                case "normal" or "tanh-normal":
                    float[] low = Array.ConvertAll(items, s => float.Parse(s.Split(':')[0], invariant));
                    float[] high = Array.ConvertAll(items, s => float.Parse(s.Split(':')[1], invariant));
                    return text[0] == 'n' ? Normal(low, high) : TanhNormal(low, high);
                default:
                    throw new FormatException($"'{text}' is no action space.");
            }
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new FormatException($"'{text}' is no action space.", e);
        }
    }

    private string Bounds() => string.Join(",", Low.Zip(High, (l, h) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{l:R}:{h:R}")));

    private static ActionSpace Continuous(ActionSpaceKind kind, ReadOnlySpan<float> low, ReadOnlySpan<float> high)
    {
        if (low.IsEmpty || low.Length != high.Length)
        {
            throw new ArgumentException("The bounds need the same length, at least 1.", nameof(low));
        }

        for (int i = 0; i < low.Length; i++)
        {
            if (!(low[i] < high[i]))
            {
                throw new ArgumentOutOfRangeException(nameof(low), low[i], $"The lower bound of dimension {i} is not below the upper one.");
            }
        }

        return new ActionSpace(kind, [], low.ToArray(), high.ToArray());
    }
}
