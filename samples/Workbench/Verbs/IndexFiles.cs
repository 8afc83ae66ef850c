using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Workbench;

/// <summary>Index files by their extension, and the words for types and metrics.</summary>
internal static class IndexFiles
{
    /// <summary>Opens an index by the extension of its file, or by how it begins when the extension is another.</summary>
    public static IVectorIndex Open(FileInfo file, VectorMetric metric) => file.Extension switch
    {
        ".tsx" => IndexContainer.Load(file.FullName),
        ".faiss" => FaissFile.Read(file.FullName),
        ".hnswlib" => HnswlibFile.Read(file.FullName, metric),
        _ when IndexContainer.IsContainer(file.FullName) => IndexContainer.Load(file.FullName),
        _ when BeginsLikeHnswlib(file) => HnswlibFile.Read(file.FullName, metric),
        _ => FaissFile.Read(file.FullName),
    };

    /// <summary>hnswlib files begin with an offset that is always zero, faiss files with four letters.</summary>
    private static bool BeginsLikeHnswlib(FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        byte[] head = new byte[8];
        return stream.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8 && BitConverter.ToInt64(head) == 0;
    }

    public static void Save(IVectorIndex index, FileInfo file)
    {
        switch (file.Extension)
        {
            case ".tsx":
                IndexContainer.Save(index, file.FullName);
                break;
            case ".faiss":
                FaissFile.Write(index, file.FullName);
                break;
            case ".hnswlib" when index is HnswIndex hnsw:
                HnswlibFile.Write(hnsw, file.FullName);
                break;
            case ".hnswlib":
                throw new UsageException("Only an hnsw index can be written as .hnswlib.");
            default:
                throw new UsageException($"{file.Name}: an index file ends with .tsx, .faiss or .hnswlib.");
        }
    }

    public static VectorMetric Metric(string name) => name switch
    {
        "l2" => VectorMetric.SquaredL2,
        "l1" => VectorMetric.L1,
        "ip" => VectorMetric.InnerProduct,
        "cosine" => VectorMetric.Cosine,
        "correlation" => VectorMetric.Correlation,
        _ => throw new UsageException($"Unknown metric '{name}': l2, l1, ip, cosine or correlation."),
    };

    /// <summary>The word of a metric on the command line.</summary>
    public static string Word(VectorMetric metric) => metric switch
    {
        VectorMetric.SquaredL2 => "l2",
        VectorMetric.L1 => "l1",
        VectorMetric.InnerProduct => "ip",
        VectorMetric.Cosine => "cosine",
        _ => "correlation",
    };

    public static string TypeOf(IVectorIndex index) => index switch
    {
        FlatIndex => "flat",
        HnswIndex => "hnsw",
        IvfFlatIndex => "ivf",
        QuantizedIndex => "quantized",
        TransformedIndex => "transformed",
        _ => index.GetType().Name,
    };
}
