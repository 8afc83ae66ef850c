namespace Trading.Sdk.Spectrum;

/// <summary>A local maximum with everything measured about it; places are in samples.</summary>
/// <param name="Index">Its place; the middle of a flat top, rounded down.</param>
/// <param name="Height">Its value.</param>
/// <param name="PlateauLeft">First sample of the flat top.</param>
/// <param name="PlateauRight">Last sample of the flat top.</param>
/// <param name="LeftThreshold">Drop to the left neighbour.</param>
/// <param name="RightThreshold">Drop to the right neighbour.</param>
/// <param name="Prominence">Height above the higher of the two surrounding saddles.</param>
/// <param name="LeftBase">Place of the lowest value between the peak and the next higher value on the left.</param>
/// <param name="RightBase">The same on the right.</param>
/// <param name="Width">Distance of the crossings.</param>
/// <param name="WidthHeight">Level at which the width is measured.</param>
/// <param name="LeftCrossing">Interpolated place where the signal crosses that level on the left.</param>
/// <param name="RightCrossing">The same on the right.</param>
public readonly record struct Peak(
    int Index,
    double Height,
    int PlateauLeft,
    int PlateauRight,
    double LeftThreshold,
    double RightThreshold,
    double Prominence,
    int LeftBase,
    int RightBase,
    double Width,
    double WidthHeight,
    double LeftCrossing,
    double RightCrossing)
{
    /// <summary>Samples of the flat top.</summary>
    public int PlateauLength => PlateauRight - PlateauLeft + 1;
}
