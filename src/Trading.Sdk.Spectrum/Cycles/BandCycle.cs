namespace Trading.Sdk.Spectrum;

/// <summary>What one band of periods holds.</summary>
/// <param name="Band">The band.</param>
/// <param name="VarianceShare">Share of the detrended series' variance at the band's frequencies.</param>
/// <param name="Cycle">The strongest cycle of the band, significant or not (see its p-value, over the band's frequencies); null when the series cannot resolve the band.</param>
public sealed record BandCycle(CycleBand Band, double VarianceShare, Cycle? Cycle);
