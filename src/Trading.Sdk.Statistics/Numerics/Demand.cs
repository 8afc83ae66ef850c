using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trading.Sdk.Statistics;

/// <summary>The argument errors of the package, each thrown at the border with the parameter's name.</summary>
internal static class Demand
{
    public static void Finite(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                ThrowNotFinite(values[i], i, name);
            }
        }
    }

    public static void Finite(double value, string name)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{value} is not a finite number."), name);
        }
    }

    /// <summary>Finite values only, and at least <paramref name="least"/> of them.</summary>
    public static void Sample(ReadOnlySpan<double> values, int least, string name)
    {
        AtLeast(values.Length, least, name);
        Finite(values, name);
    }

    public static void AtLeast(int length, int least, string name)
    {
        if (length < least)
        {
            throw new ArgumentException($"{length} values are given, at least {least} are needed.", name);
        }
    }

    /// <summary>An option at least as great as its least value.</summary>
    public static void Least(int value, int least, string name)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value must be at least {least}.");
        }
    }

    public static void SameLength(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"{length} values are given where {expected} are expected.", name);
        }
    }

    /// <summary>The number of rows of a row-major matrix.</summary>
    public static int Rows(int length, int columns, string name, string columnsName)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1, columnsName);
        if (length % columns != 0)
        {
            throw new ArgumentException($"{length} values are not whole rows of {columns} columns.", name);
        }

        return length / columns;
    }

    public static void Probability(double value, string name)
    {
        if (!(value >= 0 && value <= 1))
        {
            ThrowRange(value, name, "[0, 1]");
        }
    }

    /// <summary>Strictly between 0 and 1.</summary>
    public static void OpenProbability(double value, string name)
    {
        if (!(value > 0 && value < 1))
        {
            ThrowRange(value, name, "(0, 1)");
        }
    }

    public static void Positive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            ThrowRange(value, name, "(0, ∞)");
        }
    }

    public static void NotNegative(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value)))
        {
            ThrowRange(value, name, "[0, ∞)");
        }
    }

    public static void Probabilities(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= 0 && values[i] <= 1))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Element {i} is {values[i]}, which is not a probability."), name);
            }
        }
    }

    /// <summary>Labels that are 0 or 1.</summary>
    /// <returns>How many are 1.</returns>
    public static int Labels(ReadOnlySpan<int> labels, string name)
    {
        int positives = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] > 1)
            {
                throw new ArgumentException($"Label {i} is {labels[i]}; labels are 0 or 1.", name);
            }

            positives += labels[i];
        }

        return positives;
    }

    [DoesNotReturn]
    private static void ThrowNotFinite(double value, int index, string name) =>
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Element {index} is {value}; only finite numbers are accepted."), name);

    [DoesNotReturn]
    private static void ThrowRange(double value, string name, string range) =>
        throw new ArgumentOutOfRangeException(name, value, $"The value must lie in {range}.");
}
