using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>Each component by itself in 16, 8 or 4 bits; the midpoints of the steps are what is read back.</summary>
internal sealed class ScalarCodec : IVectorCodec
{
    private readonly int _dimension;
    private readonly float[] _least;
    private readonly float[] _span;

    /// <summary>Takes bounds: <paramref name="trained"/> holds the least values, then the spans (one each when uniform, none for half).</summary>
    public ScalarCodec(ScalarQuantization kind, int dimension, ReadOnlySpan<float> trained)
    {
        Kind = kind;
        _dimension = dimension;
        Trained = trained.ToArray();
        int bounds = BoundCount(kind, dimension);
        if (trained.Length != 2 * bounds)
        {
            throw new ArgumentException($"{trained.Length} bounds do not fit; {2 * bounds} were expected.", nameof(trained));
        }

        _least = new float[dimension];
        _span = new float[dimension];
        for (int i = 0; i < dimension && bounds > 0; i++)
        {
            _least[i] = trained[bounds == 1 ? 0 : i];
            _span[i] = trained[bounds + (bounds == 1 ? 0 : i)];
        }

        CodeSize = kind switch
        {
            ScalarQuantization.Half => 2 * dimension,
            ScalarQuantization.FourBit => (dimension + 1) / 2,
            _ => dimension,
        };
    }

    public ScalarQuantization Kind { get; }

    public float[] Trained { get; }

    public int CodeSize { get; }

    public static int BoundCount(ScalarQuantization kind, int dimension) => kind switch
    {
        ScalarQuantization.Half => 0,
        ScalarQuantization.EightBitUniform => 1,
        _ => dimension,
    };

    /// <summary>Learns the bounds from rows.</summary>
    public static ScalarCodec Train(ScalarQuantization kind, int dimension, ReadOnlySpan<float> rows)
    {
        int bounds = BoundCount(kind, dimension);
        float[] trained = new float[2 * bounds];
        if (bounds > 0)
        {
            Span<float> least = trained.AsSpan(0, bounds), most = trained.AsSpan(bounds);
            least.Fill(float.PositiveInfinity);
            most.Fill(float.NegativeInfinity);
            for (int i = 0; i < rows.Length; i++)
            {
                int at = bounds == 1 ? 0 : i % dimension;
                least[at] = Math.Min(least[at], rows[i]);
                most[at] = Math.Max(most[at], rows[i]);
            }

            for (int i = 0; i < bounds; i++)
            {
                most[i] = rows.IsEmpty ? 0 : most[i] - least[i];
                least[i] = rows.IsEmpty ? 0 : least[i];
            }
        }

        return new ScalarCodec(kind, dimension, trained);
    }

    public void Encode(ReadOnlySpan<float> vector, Span<byte> code)
    {
        if (Kind == ScalarQuantization.Half)
        {
            Span<Half> halves = MemoryMarshal.Cast<byte, Half>(code);
            for (int i = 0; i < _dimension; i++)
            {
                halves[i] = (Half)vector[i];
            }

            return;
        }

        int steps = Kind == ScalarQuantization.FourBit ? 15 : 255;
        code[..CodeSize].Clear();
        for (int i = 0; i < _dimension; i++)
        {
            float share = _span[i] == 0 ? 0 : Math.Clamp((vector[i] - _least[i]) / _span[i], 0f, 1f);
            int step = (int)(steps * share);
            if (steps == 255)
            {
                code[i] = (byte)step;
            }
            else
            {
                code[i / 2] |= (byte)(step << ((i & 1) * 4));
            }
        }
    }

    public void Decode(ReadOnlySpan<byte> code, Span<float> vector)
    {
        switch (Kind)
        {
            case ScalarQuantization.Half:
                ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(code);
                for (int i = 0; i < _dimension; i++)
                {
                    vector[i] = (float)halves[i];
                }

                break;
            case ScalarQuantization.FourBit:
                for (int i = 0; i < _dimension; i++)
                {
                    int step = (code[i / 2] >> ((i & 1) * 4)) & 15;
                    vector[i] = _least[i] + (_span[i] * ((step + 0.5f) / 15));
                }

                break;
            default:
                for (int i = 0; i < _dimension; i++)
                {
                    vector[i] = _least[i] + (_span[i] * ((code[i] + 0.5f) / 255));
                }

                break;
        }
    }
}
