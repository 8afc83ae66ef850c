namespace Trading.Sdk.Neural;

/// <summary>
/// The vector arithmetic that every kernel is written in. Each operation acts lane by lane with IEEE rounding and an
/// explicit fused multiply-add, so that a kernel gives the same bits at every width.
/// </summary>
internal interface IVectorOps<TVector>
    where TVector : struct
{
    static abstract int Width { get; }

    static abstract unsafe TVector Load(float* source);

    static abstract unsafe void Store(TVector value, float* destination);

    static abstract TVector Broadcast(float value);

    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a &lt; b ? a : b, so <paramref name="b"/> where either is NaN: put the bound first and a NaN comes through. One instruction, where the IEEE minimum takes five.</summary>
    static abstract TVector Min(TVector a, TVector b);

    /// <summary>a &gt; b ? a : b, so <paramref name="b"/> where either is NaN.</summary>
    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector SquareRoot(TVector a);

    static abstract TVector Floor(TVector a);

    /// <summary>2 to the power of an integral value in [-126, 127].</summary>
    static abstract TVector PowerOfTwo(TVector integral);

    /// <summary>One where the lane is above zero, else zero.</summary>
    static abstract TVector StepAboveZero(TVector a);
}
