namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Rows of a minibatch, one sample each.</summary>
public readonly ref struct PpoBatch
{
    /// <summary>Policy outputs, [rows × <see cref="ParameterStride"/>].</summary>
    public required ReadOnlySpan<float> Parameters { get; init; }

    /// <summary>Distance between rows of <see cref="Parameters"/> and of their gradient; at least the number of parameters.</summary>
    public required int ParameterStride { get; init; }

    /// <summary>[dimensions] logarithms of the spread; empty for discrete spaces.</summary>
    public ReadOnlySpan<float> LogStd { get; init; }

    /// <summary>[rows × mask size] true = allowed; empty = all.</summary>
    public ReadOnlySpan<bool> Masks { get; init; }

    /// <summary>[rows × dimensions] raw actions.</summary>
    public required ReadOnlySpan<float> Actions { get; init; }

    /// <summary>[rows] log-probabilities at the time of acting.</summary>
    public required ReadOnlySpan<float> OldLogProbabilities { get; init; }

    /// <summary>[rows] advantages, not normalised.</summary>
    public required ReadOnlySpan<float> Advantages { get; init; }

    /// <summary>Values now, [rows × <see cref="ValueStride"/>].</summary>
    public required ReadOnlySpan<float> Values { get; init; }

    /// <summary>Distance between rows of <see cref="Values"/> and of their gradient. Default 1.</summary>
    public int ValueStride { get; init; } = 1;

    /// <summary>[rows] values at the time of acting.</summary>
    public required ReadOnlySpan<float> OldValues { get; init; }

    /// <summary>[rows] returns to be predicted.</summary>
    public required ReadOnlySpan<float> Returns { get; init; }

    /// <summary>Creates an empty batch.</summary>
    public PpoBatch()
    {
    }
}
