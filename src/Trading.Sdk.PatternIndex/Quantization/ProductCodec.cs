namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Pieces of the vector by the number of the nearest of 2^bits learned centroids (H. Jégou et al., Product quantization for
/// nearest neighbor search, 2011). Read from files; not trained here.
/// </summary>
internal sealed class ProductCodec : IVectorCodec
{
    private readonly int _pieces;
    private readonly int _bits;
    private readonly int _pieceLength;
    private readonly float[] _centroids;

    /// <summary>Centroids are laid out [piece][number][component].</summary>
    public ProductCodec(int dimension, int pieces, int bits, float[] centroids)
    {
        _pieces = pieces;
        _bits = bits;
        _pieceLength = dimension / pieces;
        _centroids = centroids;
        CodeSize = ((pieces * bits) + 7) / 8;
    }

    public int CodeSize { get; }

    public void Encode(ReadOnlySpan<float> vector, Span<byte> code)
    {
        code[..CodeSize].Clear();
        int count = 1 << _bits;
        for (int piece = 0; piece < _pieces; piece++)
        {
            int nearest = 0;
            float least = float.PositiveInfinity;
            for (int number = 0; number < count; number++)
            {
                ReadOnlySpan<float> centroid = _centroids.AsSpan(((piece * count) + number) * _pieceLength, _pieceLength);
                float distance = 0;
                for (int i = 0; i < _pieceLength; i++)
                {
                    float difference = vector[(piece * _pieceLength) + i] - centroid[i];
                    distance += difference * difference;
                }

                if (distance < least)
                {
                    least = distance;
                    nearest = number;
                }
            }

            for (int bit = 0; bit < _bits; bit++)
            {
                int at = (piece * _bits) + bit;
                code[at >> 3] |= (byte)((nearest >> bit & 1) << (at & 7));
            }
        }
    }

    public void Decode(ReadOnlySpan<byte> code, Span<float> vector)
    {
        int count = 1 << _bits;
        for (int piece = 0; piece < _pieces; piece++)
        {
            int number = 0;
            if (_bits == 8)
            {
                number = code[piece];
            }
            else
            {
                for (int bit = 0; bit < _bits; bit++)
                {
                    int at = (piece * _bits) + bit;
                    number |= (code[at >> 3] >> (at & 7) & 1) << bit;
                }
            }

            _centroids.AsSpan(((piece * count) + number) * _pieceLength, _pieceLength).CopyTo(vector[(piece * _pieceLength)..]);
        }
    }
}
