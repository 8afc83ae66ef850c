using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Spectrum;

/// <summary>Checks of arguments; the throws stand apart so that the checks inline.</summary>
internal static class Require
{
    public static void Length(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            ThrowLength(actual, expected, name);
        }
    }

    public static void AtLeast(int actual, int least, string name)
    {
        if (actual < least)
        {
            ThrowShort(actual, least, name);
        }
    }

    /// <summary>Every value finite; the message names the first that is not.</summary>
    public static void Finite(ReadOnlySpan<double> values, string name)
    {
        int i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            // A number minus itself is 0, infinity and NaN are not.
            Vector<double> v = Vector.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)i);
            if (!Vector.EqualsAll(v - v, Vector<double>.Zero))
            {
                break;
            }
        }

        for (; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"Value {i} is {values[i]}; every value must be finite.", name);
            }
        }
    }

    public static void FinitePositive(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "A finite number above 0 is required.");
        }
    }

    [DoesNotReturn]
    private static void ThrowLength(int actual, int expected, string name) =>
        throw new ArgumentException($"{expected} values are required, not {actual}.", name);

    [DoesNotReturn]
    private static void ThrowShort(int actual, int least, string name) =>
        throw new ArgumentException($"Room for at least {least} values is required, not {actual}.", name);
}
