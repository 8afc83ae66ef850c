namespace Trading.Sdk.Microstructure;

/// <summary>Volume by price.</summary>
/// <param name="Low">Lower edge of the first bin.</param>
/// <param name="High">Upper edge of the last bin.</param>
/// <param name="BinWidth">Width of a bin.</param>
/// <param name="VolumeByBin">Volume of each bin, lowest price first.</param>
/// <param name="ControlBin">Bin of the point of control.</param>
/// <param name="ValueAreaLowBin">Lowest bin of the value area.</param>
/// <param name="ValueAreaHighBin">Highest bin of the value area.</param>
public sealed record VolumeProfileResult(double Low, double High, double BinWidth, double[] VolumeByBin, int ControlBin, int ValueAreaLowBin, int ValueAreaHighBin)
{
    /// <summary>Middle of the bin of the point of control.</summary>
    public double ControlPrice => Low + ((ControlBin + 0.5) * BinWidth);

    /// <summary>Lower edge of the value area.</summary>
    public double ValueAreaLow => Low + (ValueAreaLowBin * BinWidth);

    /// <summary>Upper edge of the value area.</summary>
    public double ValueAreaHigh => ValueAreaHighBin == VolumeByBin.Length - 1 ? High : Low + ((ValueAreaHighBin + 1) * BinWidth);
}
