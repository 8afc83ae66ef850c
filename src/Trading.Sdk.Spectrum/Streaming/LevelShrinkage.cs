namespace Trading.Sdk.Spectrum;

/// <summary>
/// The linear estimate of a sample without its white noise from the details D_j of its wavelet levels: x − Σ β_j·D_j.
/// </summary>
/// <remarks>
/// With x = s + n, noise of variance σ² and d_j the first value of level j's impulse response, E[n·D_j] = σ²·d_j, so that the mean
/// squared error is least for β = σ²·R⁻¹·d with R = E[D·Dᵀ] (Wiener's solution; the same minimises Stein's unbiased risk estimate,
/// Stein 1981). The levels are weighted together: shrunk one by one they would all cut the same cycle with the same sign and lose
/// more of it than of the noise. R is an exponential average; as many observations as there are levels are added to it as white noise would give them,
/// which keeps it well conditioned.
/// </remarks>
internal sealed class LevelShrinkage
{
    private readonly int levels;
    private readonly double[] first;
    private readonly double[] noise;
    private readonly double[] moments;
    private readonly double[] factor;
    private readonly double[] solution;

    /// <param name="responses">The impulse response of each level's details.</param>
    public LevelShrinkage(double[][] responses)
    {
        levels = responses.Length;
        first = [.. responses.Select(r => r[0])];
        (noise, moments, factor, solution) = (new double[levels * levels], new double[levels * levels], new double[levels * levels], new double[levels]);
        for (int i = 0; i < levels; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                noise[(i * levels) + j] = DenseKernel.Dot(responses[i].AsSpan(0, responses[j].Length), responses[j]);
            }
        }
    }

    /// <summary>Takes the details of a sample into the averages.</summary>
    /// <param name="details">D_1 … D_L.</param>
    /// <param name="rate">Weight of the new products, 1 for the first sample.</param>
    public void Update(ReadOnlySpan<double> details, double rate)
    {
        for (int i = 0; i < levels; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                ref double moment = ref moments[(i * levels) + j];
                moment += rate * ((details[i] * details[j]) - moment);
            }
        }
    }

    /// <summary>What of the sample counts as noise: Σ β_j·D_j.</summary>
    /// <param name="details">D_1 … D_L.</param>
    /// <param name="variance">Noise variance σ², above 0.</param>
    /// <param name="observations">Observations behind the averages, at least 1.</param>
    public double NoisePart(ReadOnlySpan<double> details, double variance, double observations)
    {
        double prior = levels / (levels + observations);

        // Cholesky's factor and the forward solution row by row, then the solution backwards.
        for (int i = 0; i < levels; i++)
        {
            int row = i * levels;
            for (int j = 0; j <= i; j++)
            {
                int other = j * levels;
                double sum = ((1 - prior) * moments[row + j]) + (prior * variance * noise[row + j]);
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[row + k] * factor[other + k];
                }

                factor[row + j] = i == j ? Math.Sqrt(Math.Max(sum, double.Epsilon)) : sum / factor[other + j];
            }

            double right = variance * first[i];
            for (int k = 0; k < i; k++)
            {
                right -= factor[row + k] * solution[k];
            }

            solution[i] = right / factor[row + i];
        }

        double part = 0;
        for (int i = levels - 1; i >= 0; i--)
        {
            double value = solution[i];
            for (int k = i + 1; k < levels; k++)
            {
                value -= factor[(k * levels) + i] * solution[k];
            }

            solution[i] = value / factor[(i * levels) + i];
            part += solution[i] * details[i];
        }

        return part;
    }

    public void Clear() => Array.Clear(moments);
}
