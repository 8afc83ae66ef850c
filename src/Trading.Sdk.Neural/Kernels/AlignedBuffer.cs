namespace Trading.Sdk.Neural;

/// <summary>Zeroed floats at a 64-byte boundary that never move: pinned managed memory, so nothing has to be freed.</summary>
internal sealed unsafe class AlignedBuffer
{
    private readonly float[] memory;

    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = checked((int)length);
        memory = GC.AllocateArray<float>(checked(Length + MatrixLayout.Lanes), pinned: true);
        fixed (float* start = memory)
        {
            Pointer = (float*)(((nuint)start + 63) & ~(nuint)63);
        }
    }

    public int Length { get; }

    /// <summary>Valid as long as this object is reachable.</summary>
    public float* Pointer { get; }

    public Span<float> Span => memory.AsSpan((int)(Pointer - Base()), Length);

    private float* Base()
    {
        fixed (float* start = memory)
        {
            return start;
        }
    }
}
