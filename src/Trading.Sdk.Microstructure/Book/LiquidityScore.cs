namespace Trading.Sdk.Microstructure;

/// <summary>
/// One number for how liquid a market is now compared with its own recent past: 0 = as illiquid as it has been, 1 = as liquid, 0.5 = usual.
/// Not a standard measure; the definition and its weights are ours.
/// </summary>
/// <remarks>
/// score = Φ-like squash of 0.4 · z(−spread) + 0.3 · z(depth) + 0.3 · z(−cost), each z = (x − mean) / standard deviation over the n values
/// before, and the squash 1 / (1 + e^(−1.702 z)). A component that did not vary counts 0.
/// </remarks>
public sealed class LiquidityScore : IStreamingMeasure<LiquidityReading>
{
    private readonly LiquidityScoreOptions _options;
    private readonly RollingScale _spread;
    private readonly RollingScale _depth;
    private readonly RollingScale _cost;
    private readonly MeasureOutput[] _outputs;
    private long _updates;

    /// <summary>Makes the measure.</summary>
    /// <param name="options">Weights and window; null = defaults.</param>
    public LiquidityScore(LiquidityScoreOptions? options = null)
    {
        _options = options ?? new LiquidityScoreOptions();
        _options.Validate();
        int least = Math.Min(30, _options.Window);
        _spread = new RollingScale(FeatureNormalization.ZScore, _options.Window, least);
        _depth = new RollingScale(FeatureNormalization.ZScore, _options.Window, least);
        _cost = new RollingScale(FeatureNormalization.ZScore, _options.Window, least);
        WarmUp = least;
        _outputs = [new("liquidity_score", MeasureUnit.Number, least)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <summary>Updates before the first score.</summary>
    public int WarmUp { get; }

    /// <inheritdoc/>
    public void Update(in LiquidityReading input, Span<double> outputs) => outputs[0] = Update(input.Spread, input.Depth, input.Cost);

    /// <summary>Takes the next reading.</summary>
    /// <param name="spread">Relative spread; NaN = missing.</param>
    /// <param name="depth">Depth within the chosen distance; NaN = missing.</param>
    /// <param name="cost">Relative cost to trade the chosen quantity; NaN = the book is too thin, which counts as the worst cost.</param>
    /// <returns>0…1; NaN during the warm-up or when spread or depth are missing.</returns>
    public double Update(double spread, double depth, double cost)
    {
        if (!double.IsFinite(spread) || !double.IsFinite(depth))
        {
            return double.NaN;
        }

        _updates++;
        double spreadScore = -OrZero(_spread.Scale(spread));
        double depthScore = OrZero(_depth.Scale(depth));
        double costScore = double.IsFinite(cost) ? -OrZero(_cost.Scale(cost)) : -3.0;
        double z = (_options.SpreadWeight * spreadScore) + (_options.DepthWeight * depthScore) + (_options.CostWeight * costScore);
        return _updates <= WarmUp ? double.NaN : 1.0 / (1.0 + Math.Exp(-1.702 * z));
    }

    /// <summary>Forgets the past.</summary>
    public void Reset()
    {
        _updates = 0;
        _spread.Clear();
        _depth.Clear();
        _cost.Clear();
    }

    private static double OrZero(double value) => double.IsFinite(value) ? Math.Clamp(value, -6.0, 6.0) : 0.0;
}
