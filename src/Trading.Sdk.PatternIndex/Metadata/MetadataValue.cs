using System.Globalization;

namespace Trading.Sdk.PatternIndex;

/// <summary>One value of a metadata field.</summary>
public readonly record struct MetadataValue
{
    private readonly long _bits;
    private readonly string? _text;

    private MetadataValue(MetadataType type, long bits, string? text)
    {
        Type = type;
        _bits = bits;
        _text = text;
    }

    /// <summary>What the value is.</summary>
    public MetadataType Type { get; }

    /// <summary>The whole number.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public long Integer => Type == MetadataType.Integer ? _bits : throw Wrong(MetadataType.Integer);

    /// <summary>The number; a whole number is converted.</summary>
    /// <exception cref="InvalidOperationException">The value is neither.</exception>
    public double Number => Type switch
    {
        MetadataType.Number => BitConverter.Int64BitsToDouble(_bits),
        MetadataType.Integer => _bits,
        _ => throw Wrong(MetadataType.Number),
    };

    /// <summary>The truth value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public bool Boolean => Type == MetadataType.Boolean ? _bits != 0 : throw Wrong(MetadataType.Boolean);

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public string Text => Type == MetadataType.Text ? _text! : throw Wrong(MetadataType.Text);

    /// <summary>A whole number.</summary>
    public static implicit operator MetadataValue(long value) => new(MetadataType.Integer, value, null);

    /// <summary>A number; NaN is refused.</summary>
    public static implicit operator MetadataValue(double value) =>
        double.IsNaN(value) ? throw new ArgumentOutOfRangeException(nameof(value), "NaN is no metadata value; leave the field out.") : new(MetadataType.Number, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A truth value.</summary>
    public static implicit operator MetadataValue(bool value) => new(MetadataType.Boolean, value ? 1 : 0, null);

    /// <summary>Text.</summary>
    public static implicit operator MetadataValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(MetadataType.Text, 0, value);
    }

    /// <inheritdoc/>
    public override string ToString() => Type switch
    {
        MetadataType.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        MetadataType.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        MetadataType.Boolean => Boolean ? "true" : "false",
        _ => _text ?? "",
    };

    private InvalidOperationException Wrong(MetadataType asked) => new($"The value is {Type}, not {asked}.");
}
