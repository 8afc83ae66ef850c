using System.Numerics;

namespace Trading.Sdk.Microstructure;

/// <summary>Range checks of arguments and options; NaN fails each of them.</summary>
internal static class Require
{
    public static T AtLeast<T>(T value, T minimum, string name)
        where T : IComparisonOperators<T, T, bool> =>
        value >= minimum ? value : throw new ArgumentOutOfRangeException(name, value, $"At least {minimum}.");

    public static T Above<T>(T value, T limit, string name)
        where T : IComparisonOperators<T, T, bool> =>
        value > limit ? value : throw new ArgumentOutOfRangeException(name, value, $"Above {limit}.");

    public static T Within<T>(T value, T minimum, T maximum, string name)
        where T : IComparisonOperators<T, T, bool> =>
        value >= minimum && value <= maximum ? value : throw new ArgumentOutOfRangeException(name, value, $"Within {minimum}…{maximum}.");

    public static TimeSpan Positive(TimeSpan value, string name) =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, "Above zero.");

    public static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "A finite number.");

    public static void SameLength(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Expected {expected} elements, got {length}.", name);
        }
    }

    public static void NotFalling<T>(ReadOnlySpan<T> items, Func<T, long> timeOf, string name)
    {
        for (int i = 1; i < items.Length; i++)
        {
            if (timeOf(items[i]) < timeOf(items[i - 1]))
            {
                throw new ArgumentException($"The time of element {i} lies before that of the one before it.", name);
            }
        }
    }

    public static void Finite(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"Element {i} is {values[i]}; only finite numbers are allowed.", name);
            }
        }
    }
}
