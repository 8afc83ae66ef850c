namespace Trading.Sdk.Neural;

/// <summary>Activation function after a layer, applied element by element.</summary>
public enum Activation
{
    /// <summary>f(x) = x.</summary>
    Identity,

    /// <summary>Hyperbolic tangent; absolute error up to 3.4e-7.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x·σ(x), also called swish.</summary>
    Silu,

    /// <summary>x·Φ(x) with the exact Gaussian distribution function (through erf), not the tanh approximation.</summary>
    Gelu,

    /// <summary>1/(1 + exp(-x)).</summary>
    Sigmoid,
}
