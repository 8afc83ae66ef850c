using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>256 bits: only where AVX2 is present.</summary>
internal readonly unsafe struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> value = value;

    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(T* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector256.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>())
            : new(Vector256.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplySubtract(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector256.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), -c.value.AsDouble()).As<double, T>())
            : new(Vector256.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), -c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> NegateMultiplyAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector256.MultiplyAddEstimate(-a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>())
            : new(Vector256.MultiplyAddEstimate(-a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip(Lanes256<T> a, Lanes256<T> b, out Lanes256<T> low, out Lanes256<T> high)
    {
        if (typeof(T) == typeof(double))
        {
            // Within 128-bit halves first, then the halves change places: what AVX has instructions for.
            Vector256<double> x = a.value.AsDouble(), y = b.value.AsDouble();
            Vector256<double> even = Avx.UnpackLow(x, y), odd = Avx.UnpackHigh(x, y);
            low = new(Avx.Permute2x128(even, odd, 0x20).As<double, T>());
            high = new(Avx.Permute2x128(even, odd, 0x31).As<double, T>());
        }
        else
        {
            Vector256<float> x = a.value.AsSingle(), y = b.value.AsSingle();
            Vector256<float> even = Avx.UnpackLow(x, y), odd = Avx.UnpackHigh(x, y);
            low = new(Avx.Permute2x128(even, odd, 0x20).As<float, T>());
            high = new(Avx.Permute2x128(even, odd, 0x31).As<float, T>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unzip(Lanes256<T> low, Lanes256<T> high, out Lanes256<T> even, out Lanes256<T> odd)
    {
        if (typeof(T) == typeof(double))
        {
            Vector256<double> x = Avx.Permute2x128(low.value.AsDouble(), high.value.AsDouble(), 0x20), y = Avx.Permute2x128(low.value.AsDouble(), high.value.AsDouble(), 0x31);
            even = new(Avx.UnpackLow(x, y).As<double, T>());
            odd = new(Avx.UnpackHigh(x, y).As<double, T>());
        }
        else
        {
            Vector256<float> x = Avx.Permute2x128(low.value.AsSingle(), high.value.AsSingle(), 0x20), y = Avx.Permute2x128(low.value.AsSingle(), high.value.AsSingle(), 0x31);
            even = new(Avx.Shuffle(x, y, 0x88).As<float, T>());
            odd = new(Avx.Shuffle(x, y, 0xDD).As<float, T>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip4(ref Lanes256<T> a, ref Lanes256<T> b, ref Lanes256<T> c, ref Lanes256<T> d)
    {
        if (typeof(T) == typeof(double))
        {
            // A 4×4 transposition: 8 shuffles instead of the 16 of four zips.
            Vector256<double> t0 = Avx.UnpackLow(a.value.AsDouble(), b.value.AsDouble()), t1 = Avx.UnpackHigh(a.value.AsDouble(), b.value.AsDouble());
            Vector256<double> t2 = Avx.UnpackLow(c.value.AsDouble(), d.value.AsDouble()), t3 = Avx.UnpackHigh(c.value.AsDouble(), d.value.AsDouble());
            a = new(Avx.Permute2x128(t0, t2, 0x20).As<double, T>());
            b = new(Avx.Permute2x128(t1, t3, 0x20).As<double, T>());
            c = new(Avx.Permute2x128(t0, t2, 0x31).As<double, T>());
            d = new(Avx.Permute2x128(t1, t3, 0x31).As<double, T>());
            return;
        }

        Zip(a, c, out Lanes256<T> acLow, out Lanes256<T> acHigh);
        Zip(b, d, out Lanes256<T> bdLow, out Lanes256<T> bdHigh);
        Zip(acLow, bdLow, out a, out b);
        Zip(acHigh, bdHigh, out c, out d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ZipReversed(Lanes256<T> a, Lanes256<T> b, out Lanes256<T> low, out Lanes256<T> high) => Zip(Reverse(a), Reverse(b), out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(T* rows, nint step, Lanes256<T>* columns)
    {
        // Halves of two rows are put together by the loads, so that shuffles within halves remain.
        if (typeof(T) == typeof(double))
        {
            for (int half = 0; half < 2; half++)
            {
                double* row = (double*)(rows + (2 * half)), second = (double*)(rows + step + (2 * half));
                Vector256<double> a = Vector256.Create(Vector128.Load(row), Vector128.Load(row + (2 * step)));
                Vector256<double> b = Vector256.Create(Vector128.Load(second), Vector128.Load(second + (2 * step)));
                columns[2 * half] = new(Avx.UnpackLow(a, b).As<double, T>());
                columns[(2 * half) + 1] = new(Avx.UnpackHigh(a, b).As<double, T>());
            }

            return;
        }

        for (int half = 0; half < 2; half++)
        {
            float* row = (float*)(rows + (4 * half));
            Vector256<float> a = Vector256.Create(Vector128.Load(row), Vector128.Load(row + (4 * step)));
            Vector256<float> b = Vector256.Create(Vector128.Load(row + step), Vector128.Load(row + (5 * step)));
            Vector256<float> c = Vector256.Create(Vector128.Load(row + (2 * step)), Vector128.Load(row + (6 * step)));
            Vector256<float> d = Vector256.Create(Vector128.Load(row + (3 * step)), Vector128.Load(row + (7 * step)));
            Vector256<float> abLow = Avx.UnpackLow(a, b), abHigh = Avx.UnpackHigh(a, b), cdLow = Avx.UnpackLow(c, d), cdHigh = Avx.UnpackHigh(c, d);
            Lanes256<T>* to = columns + (4 * half);
            to[0] = new(Avx.Shuffle(abLow, cdLow, 0x44).As<float, T>());
            to[1] = new(Avx.Shuffle(abLow, cdLow, 0xEE).As<float, T>());
            to[2] = new(Avx.Shuffle(abHigh, cdHigh, 0x44).As<float, T>());
            to[3] = new(Avx.Shuffle(abHigh, cdHigh, 0xEE).As<float, T>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Reverse(Lanes256<T> a) =>
        typeof(T) == typeof(double)
            ? new(Vector256.Shuffle(a.value.AsDouble(), Vector256.Create(3L, 2, 1, 0)).As<double, T>())
            : new(Vector256.Shuffle(a.value.AsSingle(), Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0)).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes256<T> a) => Vector256.Sum(a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => value.Store(target);
}
