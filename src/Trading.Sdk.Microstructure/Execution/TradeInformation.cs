namespace Trading.Sdk.Microstructure;

/// <summary>
/// The stream of a fitted <see cref="HasbrouckImpact"/> with frozen parameters: how much of each trade nothing foresaw, and what that surprise is worth in the
/// long run. Outputs: surprise of the trade, in the unit of the sample, and its permanent impact on the (log) quote.
/// </summary>
/// <remarks>Hasbrouck 1991: w = x − Σcᵢr₋ᵢ − Σdᵢx₋ᵢ and its cumulative response. An input that is not finite gives NaN and ends the sequence of lags.</remarks>
public sealed class TradeInformation : IStreamingMeasure<ImpactObservation>
{
    private readonly HasbrouckImpact _model;
    private readonly double[] _returns;
    private readonly double[] _trades;
    private readonly MeasureOutput[] _outputs;
    private int _count;

    /// <summary>Makes the stream.</summary>
    /// <param name="model">The fitted model.</param>
    public TradeInformation(HasbrouckImpact model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _returns = new double[model.Lags];
        _trades = new double[model.Lags];
        _outputs = [new("trade_surprise", MeasureUnit.Number, model.Lags), new("trade_information", MeasureUnit.Return, model.Lags)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in ImpactObservation input, Span<double> outputs)
    {
        outputs[0] = outputs[1] = double.NaN;
        if (!double.IsFinite(input.PriceChange) || !double.IsFinite(input.SignedFlow))
        {
            _count = 0;
            return;
        }

        int lags = _model.Lags;
        if (_count >= lags)
        {
            double expected = 0;
            for (int i = 0; i < lags; i++)
            {
                expected += (_model.TradeEquation[i] * _returns[i]) + (_model.TradeEquation[lags + i] * _trades[i]);
            }

            outputs[0] = input.SignedFlow - expected;
            outputs[1] = outputs[0] * _model.PermanentImpact;
        }

        Push(_returns, input.PriceChange);
        Push(_trades, input.SignedFlow);
        _count = Math.Min(_count + 1, lags);
    }

    /// <inheritdoc/>
    public void Reset() => _count = 0;

    // Newest first, as the coefficients are; lags are few.
    private static void Push(double[] values, double value)
    {
        Array.Copy(values, 0, values, 1, values.Length - 1);
        values[0] = value;
    }
}
