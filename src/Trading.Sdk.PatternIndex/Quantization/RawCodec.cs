using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>The vector itself.</summary>
internal sealed class RawCodec(int dimension) : IVectorCodec
{
    public int CodeSize { get; } = dimension * 4;

    public void Encode(ReadOnlySpan<float> vector, Span<byte> code) => MemoryMarshal.AsBytes(vector).CopyTo(code);

    public void Decode(ReadOnlySpan<byte> code, Span<float> vector) => code.CopyTo(MemoryMarshal.AsBytes(vector));
}
