namespace Trading.Sdk.Spectrum;

/// <summary>A basis of wavelet packets.</summary>
/// <param name="Cost">Its entropy.</param>
/// <param name="Leaves">Paths of its nodes, from left to right.</param>
public sealed record WaveletPacketBasis(double Cost, IReadOnlyList<string> Leaves);
