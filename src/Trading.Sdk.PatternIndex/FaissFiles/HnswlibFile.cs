using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>Index files of hnswlib (0.6.2). They name neither the metric nor the width of the search beam, so the reader is told.</summary>
public static class HnswlibFile
{
    private const int HeaderBytes = 96;

    /// <summary>Reads an index.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metric">What the file was made with: hnswlib's "l2", "ip" and "cosine" are <see cref="VectorMetric.SquaredL2"/>, <see cref="VectorMetric.InnerProduct"/> and <see cref="VectorMetric.Cosine"/>.</param>
    /// <param name="searchEf">Width of the beam of searches that name none.</param>
    /// <exception cref="IndexFormatException">The file is damaged; nothing large was allocated for it.</exception>
    /// <remarks>Labels become ids; elements marked deleted stay as stepping stones and are not returned.</remarks>
    public static HnswIndex Read(string path, VectorMetric metric = VectorMetric.SquaredL2, int searchEf = 64)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        VectorArguments.CheckMetric(metric);
        using var reader = new FormatReader(path);
        try
        {
            return Read(reader, metric, searchEf);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw reader.Error(e.Message, e);
        }
    }

    /// <summary>Writes an index so that hnswlib reads it.</summary>
    /// <exception cref="NotSupportedException">The metric is one that hnswlib lacks (L1).</exception>
    public static void Write(HnswIndex index, string path)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (index.Metric == VectorMetric.L1)
        {
            throw new NotSupportedException("hnswlib has no L1 metric.");
        }

        HnswParts parts = index.ToParts();
        int count = parts.Ids.Length, ground = parts.GroundLinkCount, dimension = parts.Dimension;
        using var writer = new FormatWriter(path);
        long vectorOffset = 4 + (4L * ground), labelOffset = vectorOffset + (4L * dimension);
        writer.Int64(0);
        writer.Int64(count);
        writer.Int64(count);
        writer.Int64(labelOffset + 8);
        writer.Int64(labelOffset);
        writer.Int64(vectorOffset);
        writer.Int32(parts.Entry < 0 ? -1 : parts.Levels[parts.Entry]);
        writer.Int32(parts.Entry);
        writer.Int64(parts.LinkCount);
        writer.Int64(ground);
        writer.Int64(parts.LinkCount);
        writer.Double(1 / Math.Log(Math.Max(2, parts.LinkCount)));
        writer.Int64(parts.ConstructionEf);
        int[] places = new int[ground + 1];
        for (int slot = 0; slot < count; slot++)
        {
            Fill(places, parts.Links(slot, 0));
            writer.Raw<int>(places);
            writer.Raw<float>(parts.Vectors.AsSpan(slot * dimension, dimension));
            writer.Int64(parts.Ids[slot]);
        }

        places = new int[parts.LinkCount + 1];
        for (int slot = 0; slot < count; slot++)
        {
            writer.Int32(parts.Levels[slot] * 4 * (parts.LinkCount + 1));
            for (int level = 1; level <= parts.Levels[slot]; level++)
            {
                Fill(places, parts.Links(slot, level));
                writer.Raw<int>(places);
            }
        }

        writer.Complete();
    }

    private static void Fill(int[] places, int[] links)
    {
        Array.Clear(places);
        places[0] = links.Length;
        links.CopyTo(places, 1);
    }

    private static HnswIndex Read(FormatReader reader, VectorMetric metric, int searchEf)
    {
        if (reader.Length < HeaderBytes)
        {
            throw reader.Error($"{reader.Length} bytes are less than a header of {HeaderBytes}");
        }

        long groundOffset = reader.Int64();
        reader.Int64();
        long count = reader.Int64(), elementSize = reader.Int64(), labelOffset = reader.Int64(), vectorOffset = reader.Int64();
        int maxLevel = reader.Int32(), entry = reader.Int32();
        long upperLinks = reader.Int64(), groundLinks = reader.Int64(), linkCount = reader.Int64();
        reader.Double();
        long construction = reader.Int64();
        if (groundOffset != 0 || groundLinks is < 1 or > 4096 || upperLinks is < 1 or > 4096 || linkCount is < 1 or > 4096
            || vectorOffset != 4 + (4 * groundLinks) || labelOffset <= vectorOffset || (labelOffset - vectorOffset) % 4 != 0
            || (labelOffset - vectorOffset) / 4 > VectorArguments.MaximumDimension || elementSize != labelOffset + 8)
        {
            throw reader.Error($"offsets that contradict each other: {groundLinks} links, vector at {vectorOffset}, label at {labelOffset}, element of {elementSize} bytes");
        }

        if (count < 0 || count > reader.Remaining / (elementSize + 4))
        {
            throw reader.Error($"{count} elements of {elementSize} bytes, but {reader.Remaining} bytes are left");
        }

        int dimension = (int)((labelOffset - vectorOffset) / 4), n = (int)count;
        float[] vectors = new float[checked(n * dimension)];
        long[] ids = new long[n];
        int[] levels = new int[n];
        bool[] removed = new bool[n];
        int[][] ground = new int[n][];
        int[][][] upper = new int[n][][];
        for (int i = 0; i < n; i++)
        {
            uint word = reader.UInt32();
            removed[i] = (word >> 16 & 1) != 0;
            ground[i] = ReadLinks(reader, (int)(word & 0xFFFF), (int)groundLinks);
            reader.Read(MemoryMarshal.AsBytes(vectors.AsSpan(i * dimension, dimension)));
            ids[i] = reader.Int64();
        }

        for (int i = 0; i < n; i++)
        {
            long bytes = reader.UInt32(), perLevel = 4 * (upperLinks + 1);
            if (bytes % perLevel != 0 || bytes / perLevel > HnswGraph.MaximumLevel || bytes > reader.Remaining)
            {
                throw reader.Error($"{bytes} bytes of upper links for element {i}");
            }

            levels[i] = (int)(bytes / perLevel);
            upper[i] = new int[levels[i]][];
            for (int level = 0; level < levels[i]; level++)
            {
                upper[i][level] = ReadLinks(reader, (int)(reader.UInt32() & 0xFFFF), (int)upperLinks);
            }
        }

        if (n > 0 && ((uint)entry >= (uint)n || levels[entry] != maxLevel))
        {
            throw reader.Error($"the entry point is {entry} on level {maxLevel}");
        }

        return HnswIndex.From(
            new HnswParts
            {
                Dimension = dimension,
                Metric = metric,
                LinkCount = (int)upperLinks,
                GroundLinkCount = (int)groundLinks,
                ConstructionEf = (int)Math.Clamp(construction, 1, int.MaxValue),
                SearchEf = searchEf,
                Vectors = vectors,
                Ids = ids,
                Levels = levels,
                Removed = removed,
                Entry = entry,
                Links = (slot, level) => level == 0 ? ground[slot] : upper[slot][level - 1],
            },
            problem => reader.Error(problem));
    }

    private static int[] ReadLinks(FormatReader reader, int count, int limit)
    {
        if (count > limit)
        {
            throw reader.Error($"{count} links where at most {limit} fit");
        }

        int[] links = reader.Elements<int>(limit, "links");
        return links[..count];
    }
}
