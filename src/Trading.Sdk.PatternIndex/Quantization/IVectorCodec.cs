namespace Trading.Sdk.PatternIndex;

/// <summary>Vectors as fewer bytes. Immutable once trained.</summary>
internal interface IVectorCodec
{
    int CodeSize { get; }

    void Encode(ReadOnlySpan<float> vector, Span<byte> code);

    void Decode(ReadOnlySpan<byte> code, Span<float> vector);
}
