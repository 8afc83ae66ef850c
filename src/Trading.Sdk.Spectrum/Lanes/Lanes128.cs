using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Spectrum;

/// <summary>128 bits: SSE2, Neon, or what the runtime makes of it.</summary>
internal readonly unsafe struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> value = value;

    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector128.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>())
            : new(Vector128.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplySubtract(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector128.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), -c.value.AsDouble()).As<double, T>())
            : new(Vector128.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), -c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> NegateMultiplyAdd(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) =>
        typeof(T) == typeof(double)
            ? new(Vector128.MultiplyAddEstimate(-a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>())
            : new(Vector128.MultiplyAddEstimate(-a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip(Lanes128<T> a, Lanes128<T> b, out Lanes128<T> low, out Lanes128<T> high)
    {
        if (typeof(T) == typeof(double))
        {
            low = new(Vector128.Create(a.value.GetLower(), b.value.GetLower()));
            high = new(Vector128.Create(a.value.GetUpper(), b.value.GetUpper()));
        }
        else
        {
            Vector128<float> x = a.value.AsSingle(), y = b.value.AsSingle();
            low = new(Interleave(x.GetLower(), y.GetLower()).As<float, T>());
            high = new(Interleave(x.GetUpper(), y.GetUpper()).As<float, T>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unzip(Lanes128<T> low, Lanes128<T> high, out Lanes128<T> even, out Lanes128<T> odd)
    {
        if (typeof(T) == typeof(double))
        {
            even = new(Vector128.Create(low.value.GetLower(), high.value.GetLower()));
            odd = new(Vector128.Create(low.value.GetUpper(), high.value.GetUpper()));
        }
        else
        {
            Vector128<float> x = Vector128.Shuffle(low.value.AsSingle(), Vector128.Create(0, 2, 1, 3)), y = Vector128.Shuffle(high.value.AsSingle(), Vector128.Create(0, 2, 1, 3));
            even = new(Vector128.Create(x.GetLower(), y.GetLower()).As<float, T>());
            odd = new(Vector128.Create(x.GetUpper(), y.GetUpper()).As<float, T>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Zip4(ref Lanes128<T> a, ref Lanes128<T> b, ref Lanes128<T> c, ref Lanes128<T> d)
    {
        Zip(a, c, out Lanes128<T> acLow, out Lanes128<T> acHigh);
        Zip(b, d, out Lanes128<T> bdLow, out Lanes128<T> bdHigh);
        Zip(acLow, bdLow, out a, out b);
        Zip(acHigh, bdHigh, out c, out d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ZipReversed(Lanes128<T> a, Lanes128<T> b, out Lanes128<T> low, out Lanes128<T> high) => Zip(Reverse(a), Reverse(b), out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(T* rows, nint step, Lanes128<T>* columns)
    {
        if (typeof(T) == typeof(double))
        {
            Zip(Load(rows), Load(rows + step), out columns[0], out columns[1]);
            return;
        }

        Lanes128<T> a = Load(rows), b = Load(rows + step), c = Load(rows + (2 * step)), d = Load(rows + (3 * step));
        Zip4(ref a, ref b, ref c, ref d);
        columns[0] = a;
        columns[1] = b;
        columns[2] = c;
        columns[3] = d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Reverse(Lanes128<T> a) =>
        typeof(T) == typeof(double)
            ? new(Vector128.Shuffle(a.value.AsDouble(), Vector128.Create(1L, 0)).As<double, T>())
            : new(Vector128.Shuffle(a.value.AsSingle(), Vector128.Create(3, 2, 1, 0)).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes128<T> a) => Vector128.Sum(a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Interleave(Vector64<float> x, Vector64<float> y) => Vector128.Shuffle(Vector128.Create(x, y), Vector128.Create(0, 2, 1, 3));
}
