namespace Trading.Sdk.PatternIndex;

/// <summary>y = A·x + b, or division by the length when there is no matrix.</summary>
internal sealed record LinearMap(int Input, int Output, float[]? Matrix, float[] Bias)
{
    /// <summary>Maps <see cref="Input"/> components to <see cref="Output"/>; sums are kept in double, as the order of a long one matters.</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        if (Matrix is null)
        {
            double squares = 0;
            foreach (float value in x)
            {
                squares += (double)value * value;
            }

            double length = Math.Sqrt(squares);
            for (int i = 0; i < Output; i++)
            {
                y[i] = length > 0 ? (float)(x[i] / length) : x[i];
            }

            return;
        }

        for (int row = 0; row < Output; row++)
        {
            double sum = Bias.Length > 0 ? Bias[row] : 0;
            for (int column = 0; column < Input; column++)
            {
                sum += (double)Matrix[(row * Input) + column] * x[column];
            }

            y[row] = (float)sum;
        }
    }
}
