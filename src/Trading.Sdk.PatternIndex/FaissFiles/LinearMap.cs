namespace Trading.Sdk.PatternIndex;

/// <summary>y = A·x + b, or division by the length when there is no matrix.</summary>
internal sealed record LinearMap(int Input, int Output, float[]? Matrix, float[] Bias)
{
    public float[] Apply(float[] x)
    {
        float[] y = new float[Output];
        if (Matrix is null)
        {
            double length = Math.Sqrt(x.Sum(v => (double)v * v));
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = length > 0 ? (float)(x[i] / length) : x[i];
            }

            return y;
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

        return y;
    }
}
