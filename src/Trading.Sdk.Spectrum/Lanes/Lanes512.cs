using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>512 bits: only where AVX-512 is present (<see cref="Vector512.IsHardwareAccelerated"/>).</summary>
internal readonly unsafe struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> value = value;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector512.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>())
            : new(Vector512.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplySubtract(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector512.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), -c.value.AsDouble()).As<double, T>())
            : new(Vector512.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), -c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> NegateMultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector512.MultiplyAddEstimate(-a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>())
            : new(Vector512.MultiplyAddEstimate(-a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip(Lanes512<T> a, Lanes512<T> b, out Lanes512<T> low, out Lanes512<T> high)
    {
        if (typeof(T) == typeof(double))
        {
            Vector512<double> x = a.value.AsDouble(), y = b.value.AsDouble();
            low = new(Avx512F.PermuteVar8x64x2(x, Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11), y).As<double, T>());
            high = new(Avx512F.PermuteVar8x64x2(x, Vector512.Create(4L, 12, 5, 13, 6, 14, 7, 15), y).As<double, T>());
        }
        else
        {
            Vector512<float> x = a.value.AsSingle(), y = b.value.AsSingle();
            low = new(Avx512F.PermuteVar16x32x2(x, Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), y).As<float, T>());
            high = new(Avx512F.PermuteVar16x32x2(x, Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), y).As<float, T>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unzip(Lanes512<T> low, Lanes512<T> high, out Lanes512<T> even, out Lanes512<T> odd)
    {
        if (typeof(T) == typeof(double))
        {
            Vector512<double> x = low.value.AsDouble(), y = high.value.AsDouble();
            even = new(Avx512F.PermuteVar8x64x2(x, Vector512.Create(0L, 2, 4, 6, 8, 10, 12, 14), y).As<double, T>());
            odd = new(Avx512F.PermuteVar8x64x2(x, Vector512.Create(1L, 3, 5, 7, 9, 11, 13, 15), y).As<double, T>());
        }
        else
        {
            Vector512<float> x = low.value.AsSingle(), y = high.value.AsSingle();
            even = new(Avx512F.PermuteVar16x32x2(x, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), y).As<float, T>());
            odd = new(Avx512F.PermuteVar16x32x2(x, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), y).As<float, T>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip4(ref Lanes512<T> a, ref Lanes512<T> b, ref Lanes512<T> c, ref Lanes512<T> d)
    {
        Zip(a, c, out Lanes512<T> acLow, out Lanes512<T> acHigh);
        Zip(b, d, out Lanes512<T> bdLow, out Lanes512<T> bdHigh);
        Zip(acLow, bdLow, out a, out b);
        Zip(acHigh, bdHigh, out c, out d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ZipReversed(Lanes512<T> a, Lanes512<T> b, out Lanes512<T> low, out Lanes512<T> high)
    {
        if (typeof(T) == typeof(double))
        {
            Vector512<double> x = a.value.AsDouble(), y = b.value.AsDouble();
            low = new(Avx512F.PermuteVar8x64x2(x, Vector512.Create(7L, 15, 6, 14, 5, 13, 4, 12), y).As<double, T>());
            high = new(Avx512F.PermuteVar8x64x2(x, Vector512.Create(3L, 11, 2, 10, 1, 9, 0, 8), y).As<double, T>());
            return;
        }

        Zip(Reverse(a), Reverse(b), out low, out high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(T* rows, nint step, Lanes512<T>* columns)
    {
        if (typeof(T) == typeof(double))
        {
            // Halves of two rows are put together by the loads: 16 shuffles remain of the 24 of a transposition in registers.
            for (int half = 0; half < 2; half++)
            {
                double* row = (double*)(rows + (4 * half));
                Vector512<double> a = Vector512.Create(Vector256.Load(row), Vector256.Load(row + (2 * step)));
                Vector512<double> b = Vector512.Create(Vector256.Load(row + step), Vector256.Load(row + (3 * step)));
                Vector512<double> c = Vector512.Create(Vector256.Load(row + (4 * step)), Vector256.Load(row + (6 * step)));
                Vector512<double> d = Vector512.Create(Vector256.Load(row + (5 * step)), Vector256.Load(row + (7 * step)));
                Vector512<double> abLow = Avx512F.UnpackLow(a, b), abHigh = Avx512F.UnpackHigh(a, b), cdLow = Avx512F.UnpackLow(c, d), cdHigh = Avx512F.UnpackHigh(c, d);
                Lanes512<T>* to = columns + (4 * half);
                to[0] = new(Avx512F.Shuffle4x128(abLow, cdLow, 0x88).As<double, T>());
                to[1] = new(Avx512F.Shuffle4x128(abHigh, cdHigh, 0x88).As<double, T>());
                to[2] = new(Avx512F.Shuffle4x128(abLow, cdLow, 0xDD).As<double, T>());
                to[3] = new(Avx512F.Shuffle4x128(abHigh, cdHigh, 0xDD).As<double, T>());
            }

            return;
        }

        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
            {
                ((T*)(columns + j))[i] = rows[(i * step) + j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Reverse(Lanes512<T> a) =>
        typeof(T) == typeof(double)
            ? new(Vector512.Shuffle(a.value.AsDouble(), Vector512.Create(7L, 6, 5, 4, 3, 2, 1, 0)).As<double, T>())
            : new(Vector512.Shuffle(a.value.AsSingle(), Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes512<T> a) => Vector512.Sum(a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => value.Store(target);
}
