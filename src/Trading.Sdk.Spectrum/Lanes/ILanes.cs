namespace Trading.Sdk.Spectrum;

/// <summary>
/// A register full of numbers: one kernel text serves 512, 256 and 128 bit vectors and single numbers.
/// Structs implement it, so every instantiation is compiled for its width.
/// </summary>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged
{
    static abstract int Count { get; }

    static abstract TSelf Load(T* source);

    static abstract TSelf Broadcast(T value);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a·b + c.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a·b − c.</summary>
    static abstract TSelf MultiplySubtract(TSelf a, TSelf b, TSelf c);

    /// <summary>c − a·b.</summary>
    static abstract TSelf NegateMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a0 b0 a1 b1 … over two registers.</summary>
    static abstract void Zip(TSelf a, TSelf b, out TSelf low, out TSelf high);

    /// <summary>The inverse of <see cref="Zip"/>: even and odd places of two registers.</summary>
    static abstract void Unzip(TSelf low, TSelf high, out TSelf even, out TSelf odd);

    /// <summary>a0 b0 c0 d0 a1 b1 … over four registers.</summary>
    static abstract void Zip4(ref TSelf a, ref TSelf b, ref TSelf c, ref TSelf d);

    /// <summary><see cref="Zip"/> of both registers read backwards: b's last value follows a's last value first.</summary>
    static abstract void ZipReversed(TSelf a, TSelf b, out TSelf low, out TSelf high);

    /// <summary>As many rows as a register has places, <paramref name="step"/> numbers apart, transposed: register i gets place i of every row.</summary>
    static abstract void LoadColumns(T* rows, nint step, TSelf* columns);

    static abstract TSelf Reverse(TSelf a);

    static abstract T Sum(TSelf a);

    void Store(T* target);
}
