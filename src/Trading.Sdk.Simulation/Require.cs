using System.Numerics;

namespace Trading.Sdk.Simulation;

/// <summary>Range checks of options; NaN fails each of them.</summary>
internal static class Require
{
    public static void NotNegative(double value, string name)
    {
        if (!(value >= 0) || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "Finite and at least 0.");
        }
    }

    public static void Positive(double value, string name)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "Finite and above 0.");
        }
    }

    public static void AtLeast<T>(T value, T minimum, string name)
        where T : IComparisonOperators<T, T, bool>
    {
        if (!(value >= minimum))
        {
            throw new ArgumentOutOfRangeException(name, value, $"At least {minimum}.");
        }
    }

    public static void AtMost<T>(T value, T maximum, string name)
        where T : IComparisonOperators<T, T, bool>
    {
        if (!(value <= maximum))
        {
            throw new ArgumentOutOfRangeException(name, value, $"At most {maximum}.");
        }
    }

    public static void Above<T>(T value, T limit, string name)
        where T : IComparisonOperators<T, T, bool>
    {
        if (!(value > limit))
        {
            throw new ArgumentOutOfRangeException(name, value, $"Above {limit}.");
        }
    }

    public static void AtLeast(TimeSpan value, TimeSpan minimum, string name)
    {
        if (value < minimum)
        {
            throw new ArgumentOutOfRangeException(name, value, $"At least {minimum}.");
        }
    }

    public static void Above(TimeSpan value, TimeSpan limit, string name)
    {
        if (value <= limit)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Above {limit}.");
        }
    }

    public static void Present(object? value, string name)
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }

    public static void Share(double value, string name)
    {
        if (!(value is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "Within 0…1.");
        }
    }
}
