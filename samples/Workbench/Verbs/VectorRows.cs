using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Workbench;

/// <summary>Rows of an fvecs, bvecs or ivecs file (plain or gzip): for each row an int32 dimension, then as many floats, bytes or int32.</summary>
internal sealed record VectorRows(int Count, int Dimension, float[] Values)
{
    public ReadOnlySpan<float> this[int row] => Values.AsSpan(row * Dimension, Dimension);

    public static VectorRows Read(FileInfo file)
    {
        byte[] bytes = Bytes(file, out string extension);
        int size = extension switch
        {
            ".fvecs" => 4,
            ".bvecs" => 1,
            _ => throw new UsageException($"{file.Name}: vectors are read from .fvecs and .bvecs files."),
        };
        (int count, int dimension) = Shape(bytes, size, file.Name);
        float[] values = new float[checked(count * dimension)];
        int stride = 4 + (dimension * size);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> row = bytes.AsSpan((i * stride) + 4, dimension * size);
            Span<float> target = values.AsSpan(i * dimension, dimension);
            if (size == 4)
            {
                MemoryMarshal.Cast<byte, float>(row).CopyTo(target);
            }
            else
            {
                for (int j = 0; j < dimension; j++)
                {
                    target[j] = row[j];
                }
            }
        }

        return new VectorRows(count, dimension, values);
    }

    public static (int Count, int Width, int[] Values) ReadIntegers(FileInfo file)
    {
        byte[] bytes = Bytes(file, out string extension);
        if (extension != ".ivecs")
        {
            throw new UsageException($"{file.Name}: neighbours are read from .ivecs files.");
        }

        (int count, int width) = Shape(bytes, 4, file.Name);
        int[] values = new int[checked(count * width)];
        for (int i = 0; i < count; i++)
        {
            MemoryMarshal.Cast<byte, int>(bytes.AsSpan((i * 4 * (width + 1)) + 4, 4 * width)).CopyTo(values.AsSpan(i * width));
        }

        return (count, width, values);
    }

    public static void WriteIntegers(FileInfo file, ReadOnlySpan<int> values, int width)
    {
        using FileStream stream = file.Create();
        for (int i = 0; i < values.Length; i += width)
        {
            stream.Write(BitConverter.GetBytes(width));
            stream.Write(MemoryMarshal.AsBytes(values.Slice(i, width)));
        }
    }

    private static byte[] Bytes(FileInfo file, out string extension)
    {
        bool packed = file.Extension == ".gz";
        extension = Path.GetExtension(packed ? Path.GetFileNameWithoutExtension(file.Name) : file.Name);
        if (!packed)
        {
            return File.ReadAllBytes(file.FullName);
        }

        using var stream = new GZipStream(file.OpenRead(), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static (int Count, int Dimension) Shape(byte[] bytes, int size, string name)
    {
        if (bytes.Length == 0)
        {
            throw new InvalidDataException($"{name}: the file is empty");
        }

        int dimension = bytes.Length >= 4 ? BitConverter.ToInt32(bytes) : 0;
        long stride = 4 + ((long)dimension * size);
        if (dimension < 1 || bytes.Length % stride != 0)
        {
            throw new InvalidDataException($"{name}: at byte 0: dimension {dimension} does not divide {bytes.Length} bytes into rows");
        }

        int count = (int)(bytes.Length / stride);
        for (int i = 0; i < count; i++)
        {
            int other = BitConverter.ToInt32(bytes, (int)(i * stride));
            if (other != dimension)
            {
                throw new InvalidDataException($"{name}: at byte {i * stride}: row {i} has dimension {other} instead of {dimension}");
            }
        }

        return (count, dimension);
    }
}
