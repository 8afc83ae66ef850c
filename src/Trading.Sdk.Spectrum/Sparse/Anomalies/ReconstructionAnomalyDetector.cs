namespace Trading.Sdk.Spectrum;

/// <summary>
/// Anomalies as windows that a dictionary cannot represent: the share of a window's energy left by its sparse code, calibrated to
/// p-values on windows without anomalies (a conformal p-value: Vovk, Gammerman and Shafer 2005).
/// </summary>
/// <remarks>Immutable and shareable; scoring allocates nothing as long as calls on one detector do not overlap in time.</remarks>
public sealed class ReconstructionAnomalyDetector
{
    private readonly OrthogonalMatchingPursuit coder;
    private readonly double[] calibration;
    private readonly bool center;
    private readonly WorkspaceSlot<(double[] Window, int[] Support, double[] Values, double[] Norms)[]> workspaces;

    /// <summary>Calibrates a detector.</summary>
    /// <param name="dictionary">Atoms that represent normal windows.</param>
    /// <param name="sparsity">Atoms per code, at least 1.</param>
    /// <param name="calibrationWindows">Row-major [windows × length] without anomalies, not those that the dictionary was learned from; at least 19 for p-values down to 0.05.</param>
    /// <param name="center">True removes each window's mean first. Default true.</param>
    /// <exception cref="ArgumentException">The windows are not whole rows or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sparsity is outside its range.</exception>
    public ReconstructionAnomalyDetector(SparseDictionary dictionary, int sparsity, ReadOnlySpan<double> calibrationWindows, bool center = true)
    {
        coder = new OrthogonalMatchingPursuit(dictionary, sparsity);
        this.center = center;
        int length = dictionary.Length, count = Math.DivRem(calibrationWindows.Length, length, out int rest);
        if (rest != 0 || count == 0)
        {
            throw new ArgumentException($"{calibrationWindows.Length} values are not whole windows of {length}.", nameof(calibrationWindows));
        }

        Require.Finite(calibrationWindows, nameof(calibrationWindows));
        workspaces = new(() => [(new double[length], new int[sparsity], new double[sparsity], new double[sparsity])]);
        calibration = new double[count];
        for (int i = 0; i < count; i++)
        {
            calibration[i] = Score(calibrationWindows.Slice(i * length, length));
        }

        Array.Sort(calibration);
    }

    /// <summary>Samples per window.</summary>
    public int Length => coder.Dictionary.Length;

    /// <summary>Windows that the p-values rest on.</summary>
    public int CalibrationCount => calibration.Length;

    /// <summary>The share of a window's energy that its code leaves, in [0, 1]; 0 for a constant window when means are removed.</summary>
    /// <param name="window">Exactly <see cref="Length"/> samples, finite.</param>
    /// <exception cref="ArgumentException">The window is unfit.</exception>
    public double Score(ReadOnlySpan<double> window)
    {
        Require.Length(window.Length, Length, nameof(window));
        Require.Finite(window, nameof(window));
        var workspace = workspaces.Rent();
        (double[] x, int[] support, double[] values, double[] norms) = workspace[0];
        DetrendKernel.Apply(center ? Detrending.Constant : Detrending.None, window, x);
        double energy = DenseKernel.Dot(x, x), score = 0;
        if (energy > 0)
        {
            int used = coder.Encode(x, support, values, norms);
            score = used == 0 ? 1 : norms[used - 1] * norms[used - 1] / energy;
        }

        workspaces.Return(workspace);
        return score;
    }

    /// <summary>The chance that a normal window scores at least as high: (1 + calibration scores at or above)/(1 + calibration scores). Uniform on normal windows.</summary>
    /// <param name="score">A score.</param>
    /// <returns>In (0, 1]; never below 1/(1 + <see cref="CalibrationCount"/>).</returns>
    public double PValue(double score)
    {
        int low = 0, high = calibration.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (calibration[middle] < score)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return (1.0 + calibration.Length - low) / (1.0 + calibration.Length);
    }
}
