namespace Trading.Sdk.PatternIndex;

/// <summary>Turns text into a vector. A collection keeps name and version of the embedder it was filled with and refuses another.</summary>
public interface ITextEmbedder
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>Changes whenever the same text gives another vector.</summary>
    string Version { get; }

    /// <summary>Components of a vector.</summary>
    int Dimension { get; }

    /// <summary>Embeds a text.</summary>
    /// <param name="text">The text; empty gives the zero vector.</param>
    /// <param name="vector">Receives <see cref="Dimension"/> components of unit length.</param>
    void Embed(string text, Span<float> vector);
}
