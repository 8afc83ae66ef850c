namespace Trading.Sdk.Microstructure;

/// <summary>One column of a feature row.</summary>
/// <param name="Name">Unique name in lower case with underscores.</param>
/// <param name="Unit">What it counts in; prices and quantities are in the instrument's decimal units.</param>
/// <param name="WarmUpRows">Rows before the first value in a book that is two-sided from the start and trades in every interval.</param>
/// <param name="Description">One line: what it is.</param>
public sealed record FeatureInfo(string Name, MeasureUnit Unit, int WarmUpRows, string Description)
{
    /// <value>Trades needed before the first value, where the measure counts trades and not rows. Default 0.</value>
    public int WarmUpTrades { get; init; }

    /// <value>Traded quantity needed before the first value, in the instrument's decimal unit. Default 0.</value>
    public double WarmUpQuantity { get; init; }

    /// <value>Closed bars needed before the first value, where the measure looks at bars. Default 0.</value>
    public int WarmUpBars { get; init; }
}
