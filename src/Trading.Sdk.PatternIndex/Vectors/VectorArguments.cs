using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>The border of every index: lengths, finite components, and the form a metric stores vectors in.</summary>
internal static unsafe class VectorArguments
{
    public const int MaximumDimension = 65536;

    public static void CheckDimension(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaximumDimension);
    }

    public static void CheckMetric(VectorMetric metric)
    {
        if (metric is < VectorMetric.SquaredL2 or > VectorMetric.Correlation)
        {
            throw new ArgumentOutOfRangeException(nameof(metric), metric, "Unknown metric.");
        }
    }

    /// <summary>Floats in the padded form: the tail is zero, so kernels need no remainder loop.</summary>
    public static int Pad(int dimension) => (dimension + 15) & ~15;

    /// <summary>Checks, copies, pads and normalises.</summary>
    public static void Prepare(ReadOnlySpan<float> vector, int dimension, VectorMetric metric, float* destination, string parameter)
    {
        if (vector.Length != dimension)
        {
            ThrowLength(vector.Length, dimension, parameter);
        }

        if (!IsFinite(vector))
        {
            ThrowNotFinite(vector, parameter);
        }

        vector.CopyTo(new Span<float>(destination, dimension));
        for (int i = dimension, end = Pad(dimension); i < end; i++)
        {
            destination[i] = 0;
        }

        if (metric >= VectorMetric.Cosine)
        {
            Normalize(destination, dimension, metric);
        }
    }

    /// <summary>Brings to unit length, for correlation around the mean; what is (numerically) constant becomes zero.</summary>
    public static void Normalize(float* vector, int dimension, VectorMetric metric)
    {
        double mean = 0, largest = 0;
        for (int i = 0; i < dimension; i++)
        {
            mean += vector[i];
            largest = Math.Max(largest, Math.Abs(vector[i]));
        }

        mean = metric == VectorMetric.Correlation ? mean / dimension : 0;
        double squares = 0;
        for (int i = 0; i < dimension; i++)
        {
            double centred = vector[i] - mean;
            squares += centred * centred;
        }

        double length = Math.Sqrt(squares);

        // A constant vector centred in floating point leaves noise of the last bit; scaled up it would be a random direction.
        bool flat = length == 0 || (metric == VectorMetric.Correlation && length <= 1e-6 * largest * Math.Sqrt(dimension));
        double scale = flat ? 0 : 1 / length;
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = (float)((vector[i] - mean) * scale);
        }
    }

    public static void CheckId(long id) => ArgumentOutOfRangeException.ThrowIfNegative(id);

    public static void CheckBatch(int queryLength, int dimension, int neighborCount, int resultLength, int outcomeLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighborCount, 1);
        if (queryLength % dimension != 0)
        {
            throw new ArgumentException($"{queryLength} components are not rows of {dimension}.", "queries");
        }

        long rows = queryLength / dimension;
        if (resultLength < rows * neighborCount)
        {
            throw new ArgumentException($"{resultLength} places are too few for {rows} queries of {neighborCount} hits.", "results");
        }

        if (outcomeLength != 0 && outcomeLength < rows)
        {
            throw new ArgumentException($"{outcomeLength} outcomes are too few for {rows} queries.", "outcomes");
        }
    }

    private static bool IsFinite(ReadOnlySpan<float> vector)
    {
        ref float first = ref MemoryMarshal.GetReference(vector);
        int i = 0;
        var exponent = Vector128.Create(0x7F800000u);
        Vector128<uint> bad = Vector128<uint>.Zero;
        for (; i + 4 <= vector.Length; i += 4)
        {
            bad |= Vector128.Equals(Vector128.LoadUnsafe(ref Unsafe.As<float, uint>(ref first), (nuint)i) & exponent, exponent);
        }

        bool finite = bad == Vector128<uint>.Zero;
        for (; i < vector.Length; i++)
        {
            finite &= float.IsFinite(vector[i]);
        }

        return finite;
    }

    private static void ThrowLength(int actual, int dimension, string parameter) =>
        throw new ArgumentException($"The vector has {actual} components; the index holds vectors of {dimension}.", parameter);

    private static void ThrowNotFinite(ReadOnlySpan<float> vector, string parameter)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
            {
                throw new ArgumentException($"Component {i} is {vector[i]}; vectors must be finite.", parameter);
            }
        }
    }
}
