using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Spectrum;

/// <summary>One number: the scalar path of every kernel.</summary>
internal readonly unsafe struct Lanes1<T>(T value) : ILanes<Lanes1<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Load(T* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Broadcast(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator +(Lanes1<T> a, Lanes1<T> b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator -(Lanes1<T> a, Lanes1<T> b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator *(Lanes1<T> a, Lanes1<T> b) => new(a.value * b.value);

    // Two roundings, not Math.FusedMultiplyAdd: without the instruction that is a slow library call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> MultiplyAdd(Lanes1<T> a, Lanes1<T> b, Lanes1<T> c) => new((a.value * b.value) + c.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> MultiplySubtract(Lanes1<T> a, Lanes1<T> b, Lanes1<T> c) => new((a.value * b.value) - c.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> NegateMultiplyAdd(Lanes1<T> a, Lanes1<T> b, Lanes1<T> c) => new(c.value - (a.value * b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip(Lanes1<T> a, Lanes1<T> b, out Lanes1<T> low, out Lanes1<T> high)
    {
        low = a;
        high = b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unzip(Lanes1<T> low, Lanes1<T> high, out Lanes1<T> even, out Lanes1<T> odd)
    {
        even = low;
        odd = high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip4(ref Lanes1<T> a, ref Lanes1<T> b, ref Lanes1<T> c, ref Lanes1<T> d)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ZipReversed(Lanes1<T> a, Lanes1<T> b, out Lanes1<T> low, out Lanes1<T> high) => Zip(Reverse(a), Reverse(b), out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(T* rows, nint step, Lanes1<T>* columns) => *columns = new(*rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Reverse(Lanes1<T> a) => a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes1<T> a) => a.value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => *target = value;
}
