namespace Trading.Sdk.Neural;

/// <summary>
/// Mean and variance of each feature over everything seen so far, and the standardisation with them:
/// clip((x − mean)/√(variance + eps), ±clip). Part of a model: without it the weights mean nothing.
/// </summary>
/// <remarks>
/// Batches are merged with the parallel form of Welford's recurrence (Chan, Golub and LeVeque, 1979), population variance,
/// double precision. Not thread-safe while it is updated.
/// </remarks>
public sealed class RunningNormalizer
{
    private readonly double[] mean, variance, batchMean, batchVariance;
    private readonly float[] shift, scale;

    /// <summary>Starts with mean 0 and variance 1 at a weight of <paramref name="initialCount"/> rows.</summary>
    /// <param name="features">Features of a row, at least 1.</param>
    /// <param name="eps">Added to the variance, above 0. Default 1e-8.</param>
    /// <param name="clip">Largest absolute normalised value, above 0. Default 10.</param>
    /// <param name="initialCount">Weight of the start values, not negative. Default 1e-4.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RunningNormalizer(int features, double eps = 1e-8, double clip = 10, double initialCount = 1e-4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clip);
        ArgumentOutOfRangeException.ThrowIfNegative(initialCount);
        Features = features;
        Eps = eps;
        Clip = clip;
        Count = initialCount;
        mean = new double[features];
        variance = new double[features];
        batchMean = new double[features];
        batchVariance = new double[features];
        shift = new float[features];
        scale = new float[features];
        Array.Fill(variance, 1);
        Refresh();
    }

    /// <summary>Features of a row.</summary>
    public int Features { get; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>Largest absolute normalised value.</summary>
    public double Clip { get; }

    /// <summary>Rows seen, the start weight included.</summary>
    public double Count { get; private set; }

    /// <summary>Mean of each feature.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>Population variance of each feature.</summary>
    public ReadOnlySpan<double> Variance => variance;

    /// <summary>Sets the statistics, for loading.</summary>
    /// <exception cref="ArgumentException">A length differs from the number of features, or a number is not finite, or a variance or the count is negative.</exception>
    public void Restore(ReadOnlySpan<double> means, ReadOnlySpan<double> variances, double count)
    {
        if (means.Length != Features || variances.Length != Features)
        {
            throw new ArgumentException($"Expected {Features} means and variances, got {means.Length} and {variances.Length}.", nameof(means));
        }

        for (int i = 0; i < Features; i++)
        {
            if (!double.IsFinite(means[i]) || !double.IsFinite(variances[i]) || variances[i] < 0 || !double.IsFinite(count) || count < 0)
            {
                throw new ArgumentException($"The statistics of feature {i} are not finite or negative.", nameof(variances));
            }
        }

        means.CopyTo(mean);
        variances.CopyTo(variance);
        Count = count;
        Refresh();
    }

    /// <summary>Takes rows into the statistics. Allocates nothing.</summary>
    /// <param name="rows">[n × features], row-major; may be empty.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the features.</exception>
    /// <exception cref="NonFiniteTensorException">A value is NaN or infinite; nothing was changed.</exception>
    public void Update(ReadOnlySpan<float> rows)
    {
        int n = RowsOf(rows.Length, nameof(rows));
        if (n == 0)
        {
            return;
        }

        for (int i = 0; i < rows.Length; i++)
        {
            if (!float.IsFinite(rows[i]))
            {
                throw new NonFiniteTensorException("rows", i, rows[i]);
            }
        }

        Array.Clear(batchMean);
        Array.Clear(batchVariance);
        for (int r = 0, i = 0; r < n; r++)
        {
            for (int f = 0; f < Features; f++, i++)
            {
                batchMean[f] += rows[i];
            }
        }

        for (int f = 0; f < Features; f++)
        {
            batchMean[f] /= n;
        }

        for (int r = 0, i = 0; r < n; r++)
        {
            for (int f = 0; f < Features; f++, i++)
            {
                double d = rows[i] - batchMean[f];
                batchVariance[f] += d * d;
            }
        }

        double total = Count + n;
        for (int f = 0; f < Features; f++)
        {
            double delta = batchMean[f] - mean[f];
            double squares = (variance[f] * Count) + batchVariance[f] + (delta * delta * Count * n / total);
            mean[f] += delta * n / total;
            variance[f] = squares / total;
        }

        Count = total;
        Refresh();
    }

    /// <summary>Standardises rows; the destination may be the source. Allocates nothing.</summary>
    /// <param name="rows">[n × features], row-major.</param>
    /// <param name="destination">As long as the rows.</param>
    public void Normalize(ReadOnlySpan<float> rows, Span<float> destination)
    {
        int n = RowsOf(rows.Length, nameof(rows));
        if (destination.Length != rows.Length)
        {
            throw new ArgumentException("The destination is not as long as the rows.", nameof(destination));
        }

        float limit = (float)Clip;
        for (int r = 0, i = 0; r < n; r++)
        {
            for (int f = 0; f < shift.Length; f++, i++)
            {
                destination[i] = Math.Clamp((rows[i] - shift[f]) * scale[f], -limit, limit);
            }
        }
    }

    private int RowsOf(int length, string parameter) =>
        length % Features == 0 ? length / Features : throw new ArgumentException($"Expected rows of {Features} features, got {length} numbers.", parameter);

    private void Refresh()
    {
        for (int f = 0; f < Features; f++)
        {
            shift[f] = (float)mean[f];
            scale[f] = (float)(1 / Math.Sqrt(variance[f] + Eps));
        }
    }
}
