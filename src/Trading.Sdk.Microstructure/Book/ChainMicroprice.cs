namespace Trading.Sdk.Microstructure;

/// <summary>The stream of a fitted <see cref="MicropriceModel"/> with frozen parameters. Outputs: microprice in storage increments, and its distance from the mid; NaN for a one-sided quote.</summary>
/// <param name="model">The fitted chain.</param>
/// <param name="tick">Storage increments per tick, as in the fit.</param>
public sealed class ChainMicroprice(MicropriceModel model, long tick = 1) : IStreamingMeasure<QuoteTick>
{
    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("chain_microprice", MeasureUnit.Ticks), new("chain_microprice_offset", MeasureUnit.Ticks)];

    /// <inheritdoc/>
    public void Update(in QuoteTick input, Span<double> outputs)
    {
        outputs[0] = model.Of(input, tick);
        outputs[1] = outputs[0] - input.Mid;
    }

    /// <inheritdoc/>
    public void Reset()
    {
    }
}
