using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting;

/// <summary>Judges a pre-registered hypothesis on its samples.</summary>
public static class HypothesisRunner
{
    /// <summary>Judges.</summary>
    /// <param name="hypothesis">The claim with its family of tests.</param>
    /// <param name="samples">Exactly one sample a test of the hypothesis.</param>
    /// <returns>The verdict with every figure behind it.</returns>
    /// <remarks>
    /// The error of a mean of overlapping observations is estimated from the means of b contiguous blocks, each longer than the overlap, and the
    /// statistic follows Student's t with b − 1 degrees of freedom (batch means; Ibragimov and Müller 2010, "t-statistic based correlation and
    /// heterogeneity robust inference"). Unlike a kernel estimate it keeps its level in small samples. Independent observations are blocks of
    /// one.
    /// </remarks>
    /// <exception cref="ArgumentException">A test has no sample or two, a sample belongs to no test, or a value is not a number.</exception>
    public static HypothesisReport Judge(Hypothesis hypothesis, IReadOnlyList<HypothesisSample> samples)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        ArgumentNullException.ThrowIfNull(samples);
        if (!(hypothesis.Alpha is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(hypothesis), hypothesis.Alpha, "The level lies in (0, 1).");
        }

        ArgumentOutOfRangeException.ThrowIfZero(hypothesis.Tests.Count, nameof(hypothesis));
        if (samples.Count != hypothesis.Tests.Count || hypothesis.Tests.Any(t => samples.Count(s => s.Test == t) != 1))
        {
            throw new ArgumentException("Each test needs exactly one sample.", nameof(samples));
        }

        HypothesisTest[] tests = [.. hypothesis.Tests.Select(t => Test(samples.Single(s => s.Test == t), hypothesis.SampleMinimum))];
        double[] adjusted = new double[tests.Length];
        MultipleTesting.Adjust([.. tests.Select(t => t.PValue)], hypothesis.Correction, adjusted);
        bool anyEnough = false, anySignificant = false;
        for (int i = 0; i < tests.Length; i++)
        {
            bool enough = tests[i].IndependentObservations >= hypothesis.SampleMinimum;
            tests[i] = tests[i] with { AdjustedPValue = adjusted[i], IsSignificant = enough && adjusted[i] <= hypothesis.Alpha };
            anyEnough |= enough;
            anySignificant |= tests[i].IsSignificant;
        }

        return new HypothesisReport(hypothesis, tests, anySignificant ? HypothesisVerdict.Supported : anyEnough ? HypothesisVerdict.NotSupported : HypothesisVerdict.TooFewObservations);
    }

    private static HypothesisTest Test(HypothesisSample sample, int minimum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample.Overlap, nameof(sample));
        double[] values = sample.Values;
        if (values.Any(v => !double.IsFinite(v)))
        {
            throw new ArgumentException($"Test '{sample.Test}' has values that are not finite.", nameof(sample));
        }

        int independent = values.Length / (sample.Overlap + 1);
        if (values.Length == 0 || independent < Math.Max(2, minimum))
        {
            return new HypothesisTest(sample.Test, values.Length, independent, values.Length == 0 ? double.NaN : values.Average(), double.NaN, double.NaN, 1, 1, false);
        }

        // Blocks long against the overlap are nearly independent; more than 64 of them give the error no more precision.
        int blocks = sample.Overlap == 0 ? values.Length : Math.Clamp(independent / 6, 4, 64);
        double[] means = new double[blocks];
        for (int b = 0; b < blocks; b++)
        {
            int from = (int)((long)values.Length * b / blocks), to = (int)((long)values.Length * (b + 1) / blocks);
            means[b] = values.AsSpan(from, to - from).ToArray().Average();
        }

        double mean = values.Average(), between = means.Average(), squares = means.Sum(m => (m - between) * (m - between));
        double error = Math.Sqrt(squares / (blocks - 1) / blocks);
        double statistic = error > 0 ? mean / error : mean > 0 ? double.PositiveInfinity : mean < 0 ? double.NegativeInfinity : 0;
        double p = double.IsInfinity(statistic) ? (statistic > 0 ? 0 : 1) : StudentTDistribution.Survival(statistic, blocks - 1);
        return new HypothesisTest(sample.Test, values.Length, independent, mean, error, statistic, p, p, false);
    }
}
