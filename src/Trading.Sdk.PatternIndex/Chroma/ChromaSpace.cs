namespace Trading.Sdk.PatternIndex;

/// <summary>How a Chroma collection compares vectors. In each a smaller distance is nearer.</summary>
public enum ChromaSpace
{
    /// <summary>Squared Euclidean distance.</summary>
    L2 = 0,

    /// <summary>1 − cosine.</summary>
    Cosine = 1,

    /// <summary>1 − inner product.</summary>
    InnerProduct = 2,
}
