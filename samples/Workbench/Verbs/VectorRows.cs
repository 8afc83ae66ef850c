using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Workbench;

/// <summary>Rows of an fvecs, bvecs or ivecs file (plain or gzip): for each row an int32 dimension, then as many floats, bytes or int32.</summary>
internal sealed record VectorRows(int Count, int Dimension, float[] Values)
{
    public ReadOnlySpan<float> this[int row] => Values.AsSpan(row * Dimension, Dimension);

    public static VectorRows Read(FileInfo file)
    {
        int size = Extension(file) switch
        {
            ".fvecs" => 4,
            ".bvecs" => 1,
            _ => throw new UsageException($"{file.Name}: vectors are read from .fvecs and .bvecs files."),
        };
        (int count, int dimension, byte[] bytes) = Rows(file, size);
        if (size == 4)
        {
            float[] values = new float[bytes.Length / 4];
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
            for (int i = 0; i < values.Length; i++)
            {
                if (!float.IsFinite(values[i]))
                {
                    throw new InvalidDataException($"{file.Name}: component {i % dimension} of row {i / dimension} is {values[i]}; vectors must be finite");
                }
            }

            return new VectorRows(count, dimension, values);
        }

        return new VectorRows(count, dimension, Array.ConvertAll(bytes, b => (float)b));
    }

    public static (int Count, int Width, int[] Values) ReadIntegers(FileInfo file)
    {
        if (Extension(file) != ".ivecs")
        {
            throw new UsageException($"{file.Name}: neighbours are read from .ivecs files.");
        }

        (int count, int width, byte[] bytes) = Rows(file, 4);
        return (count, width, MemoryMarshal.Cast<byte, int>(bytes).ToArray());
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

    private static string Extension(FileInfo file) =>
        Path.GetExtension(file.Extension == ".gz" ? Path.GetFileNameWithoutExtension(file.Name) : file.Name);

    /// <summary>The components of all rows one after the other, without the dimension before each.</summary>
    private static (int Count, int Dimension, byte[] Bytes) Rows(FileInfo file, int size)
    {
        using Stream raw = file.OpenRead();
        using Stream stream = file.Extension == ".gz" ? new GZipStream(raw, CompressionMode.Decompress) : new BufferedStream(raw, 1 << 20);
        byte[] head = new byte[4], values = [];
        int dimension = 0, count = 0;
        long position = 0;
        while (true)
        {
            int read = stream.ReadAtLeast(head, 4, throwOnEndOfStream: false);
            if (read == 0)
            {
                break;
            }

            int found = read == 4 ? BitConverter.ToInt32(head) : 0;
            if (found is < 1 or > 1 << 20 || (count > 0 && found != dimension))
            {
                throw new InvalidDataException(read < 4
                    ? $"{file.Name}: at byte {position}: the file ends within the dimension of row {count}"
                    : $"{file.Name}: at byte {position}: row {count} has dimension {found}{(count > 0 ? $" instead of {dimension}" : "")}");
            }

            dimension = found;
            int length = dimension * size, used = count * length;
            if (values.Length - used < length)
            {
                // The length of a plain file tells how many rows there are; one that is packed grows.
                long wanted = file.Extension == ".gz" ? Math.Max(values.Length * 2L, 64L * length) : raw.Length / (length + 4) * length;
                Array.Resize(ref values, checked((int)Math.Min(Math.Max(wanted, used + (long)length), Array.MaxLength)));
            }

            if (values.Length - used < length)
            {
                throw new InvalidDataException($"{file.Name}: more than {Array.MaxLength} bytes of components");
            }

            int got = stream.ReadAtLeast(values.AsSpan(used, length), length, throwOnEndOfStream: false);
            if (got < length)
            {
                throw new InvalidDataException($"{file.Name}: at byte {position}: row {count} has {got} of {length} bytes");
            }

            position += 4 + length;
            count++;
        }

        if (count == 0)
        {
            throw new InvalidDataException($"{file.Name}: the file is empty");
        }

        Array.Resize(ref values, count * dimension * size);
        return (count, dimension, values);
    }
}
