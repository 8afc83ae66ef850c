using System.Runtime.CompilerServices;

namespace Trading.Sdk.GeneticOptimization;

/// <summary>Range checks of options, with the name of the parameter.</summary>
internal static class Range
{
    public static void Share(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "The value must lie in [0, 1].");
        }
    }

    public static void NonNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value >= 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, "The value must be finite and at least 0.");
        }
    }

    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, "The value must be finite and above 0.");
        }
    }

    /// <summary>A setting that breaks a rule; the message says which.</summary>
    public static void Require(bool holds, string rule, string name)
    {
        if (!holds)
        {
            throw new ArgumentException(rule, name);
        }
    }

    public static void NotNull(object? value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }

    public static void Between(double value, double low, double high, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value >= low && value <= high))
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value must lie in [{low}, {high}].");
        }
    }

    public static void AtLeast(int value, int least, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value must be at least {least}.");
        }
    }
}
