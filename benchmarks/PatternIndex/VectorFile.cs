using System.Runtime.InteropServices;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>Rows of a fvecs or ivecs file.</summary>
internal sealed record VectorFile(int Count, int Dimension, float[] Values)
{
    public ReadOnlySpan<float> this[int row] => Values.AsSpan(row * Dimension, Dimension);

    public int Integer(int row, int column) => BitConverter.SingleToInt32Bits(Values[(row * Dimension) + column]);

    public static VectorFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int dimension = BitConverter.ToInt32(bytes), count = bytes.Length / (4 * (dimension + 1));
        float[] values = new float[count * dimension];
        for (int i = 0; i < count; i++)
        {
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan((i * 4 * (dimension + 1)) + 4, 4 * dimension)).CopyTo(values.AsSpan(i * dimension));
        }

        return new VectorFile(count, dimension, values);
    }
}
