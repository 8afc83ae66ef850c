namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Index files of faiss (the layout of 1.7.3, which later versions read and write as well). Read: flat (L2, inner product,
/// L1), id maps, inverted lists of whole, scalar- and product-quantised vectors, HNSW over flat and quantised storage, scalar
/// and product quantisers, linear transforms before any of these. Written: flat, id map, inverted lists, HNSW, scalar
/// quantisers. Files hold no checksum: every count, id and link is checked instead.
/// </summary>
public static class FaissFile
{
    /// <summary>Reads an index.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A <see cref="FlatIndex"/>, <see cref="HnswIndex"/>, <see cref="IvfFlatIndex"/>, <see cref="QuantizedIndex"/> or <see cref="TransformedIndex"/>.</returns>
    /// <exception cref="IndexFormatException">The file is damaged or of a kind that is not read; nothing large was allocated for it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IVectorIndex Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new FormatReader(path);
        try
        {
            return new FaissReader(reader).ReadIndex(ids: null, depth: 0);
        }
        catch (ArgumentException e)
        {
            // What the border of an index refuses (a NaN, an option out of range) is here the file's fault.
            throw reader.Error(e.Message, e);
        }
        catch (OverflowException e)
        {
            throw reader.Error("sizes multiply to more than memory can hold", e);
        }
    }

    /// <summary>Writes an index so that faiss reads it. Cosine and correlation become inner product over the normalised vectors.</summary>
    /// <param name="index">The index; not a <see cref="TransformedIndex"/> or a product-quantised one.</param>
    /// <param name="path">The file; an old one is replaced only when the new one is complete.</param>
    /// <exception cref="NotSupportedException">faiss has no such index, or it is not written here.</exception>
    public static void Write(IVectorIndex index, string path)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var writer = new FormatWriter(path);
        FaissWriter.Write(index, writer);
        writer.Complete();
    }
}
