using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// At which frequencies order flow and returns move together, and which leads: coherence with its p-value under independence, and delays.
/// </summary>
/// <remarks>
/// For independent series the squared coherence c of K independent segments exceeds a level with probability (1 − c)^(K − 1) (Goodman
/// 1957; Carter, Knapp and Nuttall 1973); for overlapping segments K is half the degrees of freedom that Welch 1967 gives them.
/// </remarks>
public sealed class FlowCoherence
{
    private readonly WelchEstimator welch;

    /// <summary>Plans estimates.</summary>
    /// <param name="segmentLength">Samples per segment, at least 8. Default 256.</param>
    /// <param name="samplingRate">Samples per unit of time, finite and above 0. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public FlowCoherence(int segmentLength = 256, double samplingRate = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentLength, 8);
        welch = new WelchEstimator(new PowerSpectrumOptions { SegmentLength = segmentLength, SamplingRate = samplingRate });
    }

    /// <summary>Compares two series.</summary>
    /// <param name="flow">Order flow, oldest first, finite; at least three segments' worth of half steps, so that K exceeds 1.</param>
    /// <param name="returns">Returns over the same steps.</param>
    /// <returns>One entry for each frequency but zero and Nyquist, lowest first.</returns>
    /// <exception cref="ArgumentException">The series are too short, of different lengths, or not finite.</exception>
    public IReadOnlyList<CoherenceAtFrequency> Compare(ReadOnlySpan<double> flow, ReadOnlySpan<double> returns)
    {
        int bins = welch.SpectrumLength;
        var coherence = new double[bins];
        var cross = new Complex[bins];
        welch.Coherence(flow, returns, coherence);
        welch.Cross(flow, returns, cross);
        double segments = 0.5 * welch.DegreesOfFreedom(flow.Length);
        if (!(segments > 1.5))
        {
            throw new ArgumentException($"{flow.Length} samples are too few segments for a coherence that means anything; take shorter segments.", nameof(flow));
        }

        var result = new CoherenceAtFrequency[bins - 2];
        for (int k = 1; k < bins - 1; k++)
        {
            double single = Math.Pow(Math.Max(0, 1 - coherence[k]), segments - 1), frequency = welch.Frequencies[k];
            result[k - 1] = new CoherenceAtFrequency(frequency, coherence[k], cross[k].Phase, -cross[k].Phase / (2 * Math.PI * frequency), single, SignificanceTests.Sidak(single, bins - 2));
        }

        return result;
    }
}
