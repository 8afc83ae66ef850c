using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The SDK's own index file (extension .tsx): checksummed sections, written to a temporary file that replaces the old one
/// when it is complete and on disk. Loading maps the file: an HNSW graph is searched where it lies, pages changed later stay
/// in memory.
/// </summary>
/// <remarks>Do not write into a file that is loaded; replace it (as <see cref="Save(IVectorIndex, string)"/> does).</remarks>
public static class IndexContainer
{
    /// <summary>Saves an index. Removed vectors are left out; searches go on meanwhile.</summary>
    /// <param name="index">A <see cref="FlatIndex"/>, <see cref="HnswIndex"/>, <see cref="IvfFlatIndex"/> or scalar-quantised <see cref="QuantizedIndex"/>.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="NotSupportedException">The index is of another kind.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is still there.</exception>
    public static void Save(IVectorIndex index, string path)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Save(index, path, names: null);
    }

    /// <summary>Saves an index with its string ids.</summary>
    /// <inheritdoc cref="Save(IVectorIndex, string)"/>
    public static void Save(StringIdIndex index, string path)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentException.ThrowIfNullOrEmpty(path);
        index.Save(names => Save(index.Inner, path, NameSection.Encode(names)));
    }

    private static void Save(IVectorIndex index, string path, byte[]? names)
    {
        switch (index)
        {
            case HnswIndex hnsw:
                hnsw.Save(path, names);
                break;
            case FlatIndex flat:
                SaveFlat(flat, path, names);
                break;
            case IvfFlatIndex ivf:
                IvfOptions options = ivf.Options;
                SaveLists(ivf.Lists, null, ContainerFormat.Kind.IvfFlat, [ivf.Dimension, (long)ivf.Metric, options.ListCount, options.ProbeCount, unchecked((long)options.Seed), 0, 0], path, names);
                break;
            case QuantizedIndex { Lists: { Codec: ScalarCodec codec, Residual: false } } quantized:
                QuantizedOptions q = quantized.Options;
                SaveLists(quantized.Lists, quantized.Originals, ContainerFormat.Kind.Quantized, [quantized.Dimension, (long)quantized.Metric, quantized.Lists.ListCount, q.ProbeCount, unchecked((long)q.Seed), (long)codec.Kind, q.RerankFactor], path, names);
                break;
            default:
                throw new NotSupportedException($"{index.GetType().Name} of this kind has no container form.");
        }
    }

    /// <summary>Loads an index and checks all of it.</summary>
    /// <exception cref="IndexFormatException">The file is damaged or hostile; nothing large was allocated for it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IVectorIndex Load(string path) => Load(path, (index, _) => index);

    /// <summary>Loads an index that was saved with string ids.</summary>
    /// <exception cref="IndexFormatException">The file is damaged or hostile, or holds no string ids.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StringIdIndex LoadNamed(string path) => Load(path, (index, container) => container.Has(ContainerFormat.Section.Names)
        ? new StringIdIndex(index, NameSection.Decode(container.Read<byte>(ContainerFormat.Section.Names)))
        : throw container.Error(0, "the index was saved without string ids"));

    private static T Load<T>(string path, Func<IVectorIndex, MappedContainer, T> finish)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var container = new MappedContainer(path);
        bool keep = false;
        try
        {
            IVectorIndex index = container.Kind switch
            {
                ContainerFormat.Kind.Hnsw => HnswIndex.Load(container),
                ContainerFormat.Kind.Flat => LoadFlat(container),
                ContainerFormat.Kind.IvfFlat or ContainerFormat.Kind.Quantized => LoadLists(container),
                _ => throw container.Error(12, $"an index of kind {(uint)container.Kind}"),
            };
            T result = finish(index, container);
            container.VerifyRest();
            keep = index is HnswIndex;
            return result;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new IndexFormatException(path, 0, e.Message, e);
        }
        finally
        {
            if (!keep)
            {
                container.Dispose();
            }
        }
    }

    /// <summary>Whether a file begins like a container.</summary>
    public static bool IsContainer(string path) => MappedContainer.IsContainer(path);

    /// <summary>Names and sizes of the sections of a file whose checksums are right.</summary>
    /// <exception cref="IndexFormatException">The file is damaged.</exception>
    public static IReadOnlyList<(string Section, long Bytes)> Inspect(string path)
    {
        using var container = new MappedContainer(path);
        container.VerifyRest();
        return container.Sections.Select(s => (s.Key.ToString(), s.Value.Length)).ToArray();
    }

    private static void SaveFlat(FlatIndex index, string path, byte[]? names)
    {
        long[] ids = index.Ids();
        var writer = new ContainerWriter(ContainerFormat.Kind.Flat);
        writer.Add(ContainerFormat.Section.Settings, new long[] { index.Dimension, (long)index.Metric, ids.Length });
        writer.Add(ContainerFormat.Section.Ids, ids);
        writer.Add(ContainerFormat.Section.Vectors, (long)ids.Length * index.Dimension * 4, Rows(index, ids));
        writer.AddNames(names);
        writer.Save(path);
    }

    private static unsafe Action<Action<nint, long>> Rows(FlatIndex index, long[] ids) => write =>
    {
        float[] row = new float[index.Dimension];
        fixed (float* first = row)
        {
            foreach (long id in ids)
            {
                index.TryGetVector(id, row);
                write((nint)first, row.Length * 4L);
            }
        }
    };

    private static unsafe FlatIndex LoadFlat(MappedContainer container)
    {
        long[] settings = Settings(container, 3);
        return LoadRows(container, ContainerFormat.Section.Vectors, checked((int)settings[0]), (VectorMetric)settings[1], container.Read<long>(ContainerFormat.Section.Ids));
    }

    private static unsafe FlatIndex LoadRows(MappedContainer container, ContainerFormat.Section section, int dimension, VectorMetric metric, long[] ids)
    {
        VectorArguments.CheckDimension(dimension);
        float* rows = (float*)container.Pointer(section, out long bytes);
        if (bytes != (long)ids.Length * dimension * 4)
        {
            throw container.Error(0, $"{bytes} bytes of vectors for {ids.Length} of {dimension}");
        }

        var index = new FlatIndex(dimension, metric, ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            index.Add(ids[i], new ReadOnlySpan<float>(rows + ((long)i * dimension), dimension));
        }

        return index;
    }

    private static long[] Settings(MappedContainer container, int count)
    {
        long[] settings = container.Read<long>(ContainerFormat.Section.Settings);
        return settings.Length == count ? settings : throw container.Error(0, $"{settings.Length} settings where {count} were expected");
    }

    private static void SaveLists(CodedLists lists, FlatIndex? originals, ContainerFormat.Kind kind, long[] settings, string path, byte[]? names)
    {
        var writer = new ContainerWriter(kind);
        var ids = new List<long>();
        var codes = new List<byte>();
        long[] sizes = new long[lists.ListCount];
        int size = lists.Codec.CodeSize;
        for (int l = 0; l < sizes.Length; l++)
        {
            InvertedList list = lists.List(l);
            int count = Volatile.Read(ref list.Count);
            for (int i = 0; i < count; i++)
            {
                if (list.Ids[i] != InvertedList.Removed)
                {
                    sizes[l]++;
                    ids.Add(list.Ids[i]);
                    codes.AddRange(list.Codes.AsSpan(i * size, size));
                }
            }
        }

        writer.Add(ContainerFormat.Section.Settings, settings);
        writer.Add(ContainerFormat.Section.Centroids, lists.Centroids ?? []);
        writer.Add(ContainerFormat.Section.Bounds, lists.Codec is ScalarCodec scalar ? scalar.Trained : []);
        writer.Add(ContainerFormat.Section.ListSizes, sizes);
        writer.Add(ContainerFormat.Section.Ids, ids.ToArray());
        writer.Add(ContainerFormat.Section.Codes, codes.ToArray());
        if (originals is not null)
        {
            writer.Add(ContainerFormat.Section.Originals, (long)ids.Count * lists.Dimension * 4, Rows(originals, ids.ToArray()));
        }

        writer.AddNames(names);
        writer.Save(path);
    }

    private static IVectorIndex LoadLists(MappedContainer container)
    {
        long[] s = Settings(container, 7);
        int dimension = checked((int)s[0]), listCount = checked((int)s[2]);
        VectorArguments.CheckDimension(dimension);
        VectorArguments.CheckMetric((VectorMetric)s[1]);
        float[] centroids = container.Read<float>(ContainerFormat.Section.Centroids);
        if (listCount < 1 || (centroids.Length == 0 ? listCount != 1 : centroids.Length != (long)listCount * dimension))
        {
            throw container.Error(0, $"{centroids.Length} centroid components for {listCount} lists of {dimension}");
        }

        bool whole = container.Kind == ContainerFormat.Kind.IvfFlat;
        IVectorCodec codec = whole ? new RawCodec(dimension) : new ScalarCodec((ScalarQuantization)s[5], dimension, container.Read<float>(ContainerFormat.Section.Bounds));
        var lists = new CodedLists(dimension, (VectorMetric)s[1], codec, centroids.Length == 0 ? null : centroids, residual: false);
        long[] sizes = container.Read<long>(ContainerFormat.Section.ListSizes), ids = container.Read<long>(ContainerFormat.Section.Ids);
        byte[] codes = container.Read<byte>(ContainerFormat.Section.Codes);
        if (sizes.Length != listCount || sizes.Any(size => size < 0 || size > ids.Length) || sizes.Sum() != ids.Length || codes.Length != (long)ids.Length * codec.CodeSize)
        {
            throw container.Error(0, $"{sizes.Length} lists, {ids.Length} ids and {codes.Length} code bytes contradict each other");
        }

        int next = 0;
        for (int list = 0; list < listCount; list++)
        {
            for (long i = 0; i < sizes[list]; i++, next++)
            {
                ReadOnlySpan<byte> code = codes.AsSpan(next * codec.CodeSize, codec.CodeSize);
                bool finite = !whole || !MemoryMarshal.Cast<byte, float>(code).ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
                if (ids[next] < 0 || !finite || !lists.TryAppendCode(list, ids[next], code))
                {
                    throw container.Error(0, $"id {ids[next]} is negative, there twice, or has no finite vector");
                }
            }
        }

        if (whole)
        {
            return IvfFlatIndex.From(new IvfOptions { ListCount = listCount, ProbeCount = checked((int)s[3]), Seed = unchecked((ulong)s[4]) }, lists);
        }

        var options = new QuantizedOptions { Quantization = (ScalarQuantization)s[5], ListCount = listCount, ProbeCount = checked((int)s[3]), Seed = unchecked((ulong)s[4]), RerankFactor = checked((int)s[6]) };
        options.Validate();
        FlatIndex? originals = options.RerankFactor > 0 ? LoadRows(container, ContainerFormat.Section.Originals, dimension, (VectorMetric)s[1], ids) : null;
        return QuantizedIndex.From(options, lists, originals);
    }
}
