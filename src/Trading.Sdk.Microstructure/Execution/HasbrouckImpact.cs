using Trading.Sdk.Statistics;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Hasbrouck's vector autoregression of quote returns and signed trades, and the response of the quote to a trade that nothing foresaw: its long-run
/// level is the information in a trade. Fitted in batch; <see cref="TradeInformation"/> is its stream with frozen parameters.
/// </summary>
/// <remarks>
/// J. Hasbrouck, "Measuring the Information Content of Stock Trades", J. Finance 46(1), 1991: r = Σᵢ₌₁ aᵢr₋ᵢ + Σᵢ₌₀ bᵢx₋ᵢ + v, x = Σᵢ₌₁ cᵢr₋ᵢ + Σᵢ₌₁ dᵢx₋ᵢ + w, each by
/// least squares without a constant.
/// </remarks>
public sealed class HasbrouckImpact
{
    private HasbrouckImpact(int lags, double[] returnEquation, double[] tradeEquation)
    {
        Lags = lags;
        ReturnEquation = returnEquation;
        TradeEquation = tradeEquation;
        double a = returnEquation[..lags].Sum(), b = returnEquation[lags..].Sum(), c = tradeEquation[..lags].Sum(), d = tradeEquation[lags..].Sum();
        PermanentImpact = b / (((1.0 - a) * (1.0 - d)) - (b * c));
    }

    /// <summary>What an unforeseen trade of size 1 adds to the quote for good: the limit of the cumulative response, Σb / ((1 − Σa)(1 − Σd) − ΣbΣc).</summary>
    public double PermanentImpact { get; }

    /// <summary>Lags of both equations.</summary>
    public int Lags { get; }

    /// <summary>a₁…a_p, b₀, b₁…b_p.</summary>
    public IReadOnlyList<double> ReturnEquation { get; }

    /// <summary>c₁…c_p, d₁…d_p.</summary>
    public IReadOnlyList<double> TradeEquation { get; }

    /// <summary>Fits both equations.</summary>
    /// <param name="returns">Change of the (log) mid after each trade, in event time.</param>
    /// <param name="trades">Sign or signed quantity of each trade.</param>
    /// <param name="lags">Lags p, at least 1. Default 5.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are too few, or the regressors are collinear.</exception>
    public static HasbrouckImpact Fit(ReadOnlySpan<double> returns, ReadOnlySpan<double> trades, int lags = 5)
    {
        Require.AtLeast(lags, 1, nameof(lags));
        Require.SameLength(trades.Length, returns.Length, nameof(trades));
        int n = returns.Length - lags;
        Require.AtLeast(n, (4 * lags) + 4, nameof(returns));
        int width = (2 * lags) + 1;
        var x = new double[n * width];
        var y = new double[n];
        var z = new double[n * (width - 1)];
        var w = new double[n];
        for (int t = 0; t < n; t++)
        {
            int now = t + lags;
            y[t] = returns[now];
            w[t] = trades[now];
            for (int i = 1; i <= lags; i++)
            {
                x[(t * width) + i - 1] = z[(t * (width - 1)) + i - 1] = returns[now - i];
                x[(t * width) + lags + i] = z[(t * (width - 1)) + lags + i - 1] = trades[now - i];
            }

            x[(t * width) + lags] = trades[now];
        }

        var plain = new RegressionOptions { Constant = false };
        return new HasbrouckImpact(lags, LeastSquares.Fit(y, x, width, plain).Coefficients, LeastSquares.Fit(w, z, width - 1, plain).Coefficients);
    }

    /// <summary>Cumulative response of the quote to an unforeseen trade at step 0.</summary>
    /// <param name="trade">Size of the trade in the unit of the sample. Default 1.</param>
    /// <param name="response">Receives the sum of returns up to and including each step; the last element approaches the permanent impact.</param>
    public void Respond(Span<double> response, double trade = 1.0)
    {
        var r = new double[response.Length];
        var x = new double[response.Length];
        double sum = 0;
        for (int t = 0; t < response.Length; t++)
        {
            x[t] = t == 0 ? trade : 0.0;
            for (int i = 1; i <= Math.Min(Lags, t); i++)
            {
                x[t] += (TradeEquation[i - 1] * r[t - i]) + (TradeEquation[Lags + i - 1] * x[t - i]);
            }

            r[t] = ReturnEquation[Lags] * x[t];
            for (int i = 1; i <= Math.Min(Lags, t); i++)
            {
                r[t] += (ReturnEquation[i - 1] * r[t - i]) + (ReturnEquation[Lags + i] * x[t - i]);
            }

            sum += r[t];
            response[t] = sum;
        }
    }
}
