using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Neural;

/// <summary>One tensor of a safetensors file: type, shape and little-endian bytes in C order.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(SafetensorsType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        Type = type;
        Shape = shape;
        Data = data;
    }

    /// <summary>Element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Sizes of the dimensions, outermost first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements, little-endian.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Number of elements.</summary>
    public int ElementCount => Data.Length / SizeOf(Type);

    /// <summary>The elements as single-precision numbers; 64-bit elements are rounded.</summary>
    public float[] ToSingle()
    {
        double[] values = ToDouble();
        return Array.ConvertAll(values, v => (float)v);
    }

    /// <summary>The elements as double-precision numbers; 64-bit integers beyond 2^53 are rounded.</summary>
    public double[] ToDouble()
    {
        ReadOnlySpan<byte> bytes = Data.Span;
        int size = SizeOf(Type);
        var values = new double[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> e = bytes.Slice(i * size, size);
            values[i] = Type switch
            {
                SafetensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(e),
                SafetensorsType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(e),
                SafetensorsType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(e),
                SafetensorsType.BF16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(e) << 16),
                SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(e),
                SafetensorsType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(e),
                SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(e),
                SafetensorsType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(e),
                SafetensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(e),
                SafetensorsType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(e),
                SafetensorsType.I8 => (sbyte)e[0],
                _ => e[0],
            };
        }

        return values;
    }

    /// <summary>Makes a tensor of single-precision numbers.</summary>
    /// <exception cref="ArgumentException">The shape's product is not the number of elements.</exception>
    public static SafetensorsTensor FromSingle(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => Create(SafetensorsType.F32, MemoryMarshal.AsBytes(values), sizeof(float), shape);

    /// <summary>Makes a tensor of double-precision numbers.</summary>
    /// <exception cref="ArgumentException">The shape's product is not the number of elements.</exception>
    public static SafetensorsTensor FromDouble(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) => Create(SafetensorsType.F64, MemoryMarshal.AsBytes(values), sizeof(double), shape);

    /// <summary>Makes a tensor of 64-bit integers.</summary>
    /// <exception cref="ArgumentException">The shape's product is not the number of elements.</exception>
    public static SafetensorsTensor FromInt64(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) => Create(SafetensorsType.I64, MemoryMarshal.AsBytes(values), sizeof(long), shape);

    /// <summary>Makes a one-dimensional tensor of bytes; it may be empty.</summary>
    public static SafetensorsTensor FromBytes(ReadOnlySpan<byte> values) => new(SafetensorsType.U8, [values.Length], values.ToArray());

    internal static int SizeOf(SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.U32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    private static SafetensorsTensor Create(SafetensorsType type, ReadOnlySpan<byte> bytes, int size, ReadOnlySpan<long> shape)
    {
        long product = 1;
        foreach (long n in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(n, nameof(shape));
            product = checked(product * n);
        }

        if (product != bytes.Length / size)
        {
            throw new ArgumentException($"The shape has {product} elements, but {bytes.Length / size} were given.", nameof(shape));
        }

        byte[] data = bytes.ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            for (int i = 0; i < data.Length; i += size)
            {
                data.AsSpan(i, size).Reverse();
            }
        }

        return new SafetensorsTensor(type, shape.ToArray(), data);
    }
}
