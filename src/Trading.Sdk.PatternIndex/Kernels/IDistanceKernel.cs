namespace Trading.Sdk.PatternIndex;

/// <summary>
/// One metric over padded vectors. A distance travels as a sortable 32-bit key, so that heaps and beams compare one
/// integer and equal distances fall back to the slot number.
/// </summary>
internal unsafe interface IDistanceKernel
{
    /// <summary>The key of the distance between two padded vectors of <paramref name="length"/> floats (a multiple of 16).</summary>
    static abstract uint Key(float* a, float* b, int length);

    /// <summary>The raw value behind a key: Σ(a−b)², Σ|a−b| or −Σab.</summary>
    static abstract float Value(uint key);

    /// <summary>The key of a raw value.</summary>
    static abstract uint ToKey(float value);
}
