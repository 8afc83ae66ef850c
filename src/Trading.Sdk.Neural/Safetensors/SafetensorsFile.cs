using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Trading.Sdk.Neural;

/// <summary>
/// Named tensors and text metadata in the safetensors format, which PyTorch, JAX and Hugging Face read and write: a 64-bit
/// little-endian header length, a JSON header, then the tensors' bytes without gaps.
/// </summary>
/// <remarks>Reading treats the file as hostile: every length is checked before memory is taken, and tensors must tile the data exactly.</remarks>
public sealed class SafetensorsFile
{
    private const int MaximumHeaderLength = 100_000_000;
    private const string MetadataKey = "__metadata__";

    /// <summary>The tensors; they are written in the order of their names.</summary>
    public SortedDictionary<string, SafetensorsTensor> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Free text entries.</summary>
    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="SafetensorsFormatException">There is none.</exception>
    public SafetensorsTensor this[string name] => Tensors.TryGetValue(name, out SafetensorsTensor? tensor) ? tensor : throw new SafetensorsFormatException($"There is no tensor '{name}'.");

    /// <summary>Reads a file.</summary>
    /// <exception cref="SafetensorsFormatException">The file breaks the format; the message names the file, the place and what was expected.</exception>
    public static SafetensorsFile Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > Array.MaxLength)
        {
            throw new SafetensorsFormatException($"{path}: {stream.Length} bytes are more than fit into memory at once.");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        try
        {
            return Parse(bytes);
        }
        catch (SafetensorsFormatException e)
        {
            throw new SafetensorsFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the bytes of a file; the tensors refer to the memory that is given.</summary>
    /// <exception cref="SafetensorsFormatException">The bytes break the format.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 8)
        {
            throw new SafetensorsFormatException($"Expected at least 8 bytes of header length, got {bytes.Length}.");
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (headerLength > MaximumHeaderLength || headerLength > (ulong)(bytes.Length - 8))
        {
            throw new SafetensorsFormatException($"The header length {headerLength} at offset 0 is beyond the file or the limit of {MaximumHeaderLength}.");
        }

        ReadOnlyMemory<byte> header = bytes.Slice(8, (int)headerLength);
        ReadOnlyMemory<byte> data = bytes[(8 + (int)headerLength)..];
        if (header.Length == 0 || header.Span[0] != (byte)'{')
        {
            throw new SafetensorsFormatException("The header at offset 8 does not begin with '{'.");
        }

        var file = new SafetensorsFile();
        var extents = new List<(long Begin, long End, string Name)>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!seen.Add(property.Name))
                {
                    throw new SafetensorsFormatException($"The header names '{property.Name}' twice.");
                }

                if (property.Name == MetadataKey)
                {
                    foreach (JsonProperty entry in property.Value.EnumerateObject())
                    {
                        file.Metadata[entry.Name] = entry.Value.GetString() ?? throw new SafetensorsFormatException($"The metadata '{entry.Name}' is no text.");
                    }

                    continue;
                }

                file.Tensors[property.Name] = ReadTensor(property, data, extents);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new SafetensorsFormatException($"The header at offset 8 is not the JSON it should be: {e.Message}", e);
        }

        extents.Sort();
        long end = 0;
        foreach ((long begin, long next, string name) in extents)
        {
            if (begin != end)
            {
                throw new SafetensorsFormatException($"The tensor '{name}' begins at data offset {begin} where {end} was expected: tensors neither overlap nor leave holes.");
            }

            end = next;
        }

        if (end != data.Length)
        {
            throw new SafetensorsFormatException($"The tensors end at data offset {end}, but there are {data.Length} bytes of data.");
        }

        return file;
    }

    /// <summary>The bytes of the file, header padded with spaces so that the data begin at a multiple of 8.</summary>
    public byte[] ToArray()
    {
        var header = new ArrayBufferWriter<byte>();
        // Wider elements first, so that every tensor stays aligned to its element size.
        List<KeyValuePair<string, SafetensorsTensor>> ordered = [.. Tensors.OrderByDescending(t => SafetensorsTensor.SizeOf(t.Value.Type)).ThenBy(t => t.Key, StringComparer.Ordinal)];
        using (var writer = new Utf8JsonWriter(header))
        {
            writer.WriteStartObject();
            if (Metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in Metadata)
                {
                    writer.WriteString(key, value);
                }

                writer.WriteEndObject();
            }

            long offset = 0;
            foreach ((string name, SafetensorsTensor tensor) in ordered)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", NameOf(tensor.Type));
                writer.WriteStartArray("shape");
                foreach (long size in tensor.Shape)
                {
                    writer.WriteNumberValue(size);
                }

                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += tensor.Data.Length);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        int headerLength = (header.WrittenCount + 7) & ~7;
        var bytes = new byte[checked(8 + headerLength + Tensors.Sum(t => (long)t.Value.Data.Length))];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)headerLength);
        header.WrittenSpan.CopyTo(bytes.AsSpan(8));
        bytes.AsSpan(8 + header.WrittenCount, headerLength - header.WrittenCount).Fill((byte)' ');
        int position = 8 + headerLength;
        foreach ((_, SafetensorsTensor tensor) in ordered)
        {
            tensor.Data.Span.CopyTo(bytes.AsSpan(position));
            position += tensor.Data.Length;
        }

        return bytes;
    }

    /// <summary>Writes the file through a temporary one beside it, so that a reader never sees half of it.</summary>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string temporary = path + ".partial";
        File.WriteAllBytes(temporary, ToArray());
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Adds all tensors of a parameter block under their names.</summary>
    public void AddParameters(ParameterBlock parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (ParameterTensor tensor in parameters.Tensors)
        {
            var values = new float[tensor.ElementCount];
            parameters.CopyValue(tensor.Name, values);
            Tensors[tensor.Name] = SafetensorsTensor.FromSingle(values, [.. tensor.Shape.Select(n => (long)n)]);
        }
    }

    /// <summary>Sets all values of a parameter block from the tensors of the same names; further tensors are left alone.</summary>
    /// <exception cref="SafetensorsFormatException">A tensor is missing or has another shape.</exception>
    /// <exception cref="NonFiniteTensorException">A tensor holds a NaN or an infinity.</exception>
    public void CopyTo(ParameterBlock parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (ParameterTensor tensor in parameters.Tensors)
        {
            SafetensorsTensor source = this[tensor.Name];
            if (!source.Shape.SequenceEqual(tensor.Shape.Select(n => (long)n)))
            {
                throw new SafetensorsFormatException($"The tensor '{tensor.Name}' has the shape [{string.Join(", ", source.Shape)}], expected [{string.Join(", ", tensor.Shape)}].");
            }

            parameters.SetValue(tensor.Name, source.ToSingle());
        }
    }

    private static SafetensorsTensor ReadTensor(JsonProperty property, ReadOnlyMemory<byte> data, List<(long Begin, long End, string Name)> extents)
    {
        string name = property.Name;
        JsonElement entry = property.Value;
        SafetensorsType type = TypeOf(entry.GetProperty("dtype").GetString()) ?? throw new SafetensorsFormatException($"The tensor '{name}' has the unknown type {entry.GetProperty("dtype")}.");
        var shape = new List<long>();
        long count = 1;
        foreach (JsonElement size in entry.GetProperty("shape").EnumerateArray())
        {
            long n = size.GetInt64();
            if (n < 0 || (n > 0 && count > long.MaxValue / n))
            {
                throw new SafetensorsFormatException($"The shape of the tensor '{name}' is impossible.");
            }

            count *= n;
            shape.Add(n);
        }

        JsonElement offsets = entry.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
        {
            throw new SafetensorsFormatException($"The tensor '{name}' has {offsets.GetArrayLength()} data offsets, expected 2.");
        }

        long begin = offsets[0].GetInt64(), end = offsets[1].GetInt64();
        if (begin < 0 || end < begin || end > data.Length || (end - begin) % SafetensorsTensor.SizeOf(type) != 0 || (end - begin) / SafetensorsTensor.SizeOf(type) != count)
        {
            throw new SafetensorsFormatException($"The tensor '{name}' lies at data offsets {begin} to {end}, which does not fit {data.Length} bytes of data or {count} elements of {NameOf(type)}.");
        }

        extents.Add((begin, end, name));
        return new SafetensorsTensor(type, shape, data.Slice((int)begin, (int)(end - begin)));
    }

    private static string NameOf(SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => "BOOL",
        SafetensorsType.U8 => "U8",
        SafetensorsType.I8 => "I8",
        SafetensorsType.I16 => "I16",
        SafetensorsType.U16 => "U16",
        SafetensorsType.F16 => "F16",
        SafetensorsType.BF16 => "BF16",
        SafetensorsType.I32 => "I32",
        SafetensorsType.U32 => "U32",
        SafetensorsType.F32 => "F32",
        SafetensorsType.F64 => "F64",
        SafetensorsType.I64 => "I64",
        _ => "U64",
    };

    private static SafetensorsType? TypeOf(string? name)
    {
        foreach (SafetensorsType type in Enum.GetValues<SafetensorsType>())
        {
            if (NameOf(type) == name)
            {
                return type;
            }
        }

        return null;
    }
}
