namespace Trading.Sdk.Spectrum;

/// <summary>A signal as sparse codes of its blocks.</summary>
/// <param name="Length">Samples of the signal.</param>
/// <param name="Counts">Atoms of each block.</param>
/// <param name="Atoms">Numbers of the atoms, block after block.</param>
/// <param name="Coefficients">Their coefficients.</param>
/// <param name="RelativeError">Root of the squared error's share of the signal's energy, measured on the values stored; at most what was asked for.</param>
public sealed record CompressedSignal(int Length, int[] Counts, ushort[] Atoms, float[] Coefficients, double RelativeError)
{
    /// <summary>Bytes of the signal as doubles over bytes stored (counts 2, atoms 2, coefficients 4).</summary>
    public double Ratio => 8.0 * Length / ((2.0 * Counts.Length) + (6.0 * Atoms.Length));
}
