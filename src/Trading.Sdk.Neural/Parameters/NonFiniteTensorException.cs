namespace Trading.Sdk.Neural;

/// <summary>A tensor holds a NaN or an infinity where only finite values may be.</summary>
public sealed class NonFiniteTensorException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="tensor">Name of the tensor.</param>
    /// <param name="index">Position of the first value that is not finite.</param>
    /// <param name="value">That value.</param>
    public NonFiniteTensorException(string tensor, int index, float value)
        : base($"The tensor '{tensor}' holds {value} at position {index}; only finite values are allowed.")
    {
        Tensor = tensor;
        Index = index;
        Value = value;
    }

    /// <summary>Name of the tensor.</summary>
    public string Tensor { get; }

    /// <summary>Position of the first value that is not finite.</summary>
    public int Index { get; }

    /// <summary>That value: NaN or an infinity.</summary>
    public float Value { get; }
}
