namespace Trading.Sdk.PatternIndex;

/// <summary>What a metadata field holds.</summary>
public enum MetadataType
{
    /// <summary>Whole numbers, times among them.</summary>
    Integer = 0,

    /// <summary>Numbers.</summary>
    Number = 1,

    /// <summary>True or false.</summary>
    Boolean = 2,

    /// <summary>Text, compared ordinally.</summary>
    Text = 3,
}
