namespace Trading.Sdk.Microstructure;

/// <summary>
/// A measure that takes one input after the other and states its values after each. The batch form of every such measure is
/// <see cref="StreamingMeasureExtensions.Compute{T}"/>, which runs this very code, so both give the same bits.
/// An instance serves one stream, is not thread-safe, and allocates nothing in <see cref="Update"/>.
/// </summary>
/// <typeparam name="T">The input: a number, <see cref="QuoteTick"/>, <see cref="TradeTick"/>, <see cref="PriceBar"/>.</typeparam>
public interface IStreamingMeasure<T>
    where T : struct
{
    /// <summary>Names, units and warm-up of the values, in their order.</summary>
    IReadOnlyList<MeasureOutput> Outputs { get; }

    /// <summary>Takes the next input.</summary>
    /// <param name="input">The input; non-finite numbers are treated as the measure documents, by default as missing: the outputs are NaN and the state stays.</param>
    /// <param name="outputs">Receives one value per output; NaN before the warm-up and where the measure is undefined.</param>
    void Update(in T input, Span<double> outputs);

    /// <summary>Forgets everything: the next input is the first. Called after a gap or a new session.</summary>
    void Reset();
}
