namespace Trading.Sdk.Microstructure;

/// <summary>GARCH(1,1) by Gaussian quasi-maximum likelihood.</summary>
/// <remarks>
/// T. Bollerslev, "Generalized Autoregressive Conditional Heteroskedasticity", J. Econometrics 31(3), 1986. σ²₀ = ω + (α + β) · backcast. Robust
/// errors: T. Bollerslev, J. Wooldridge, "Quasi-Maximum Likelihood Estimation and Inference in Dynamic Models with Time-Varying Covariances",
/// Econometric Reviews 11(2), 1992. Percent returns are easier to fit than fractions.
/// </remarks>
public static class Garch
{
    private const int BackcastLength = 75;

    /// <summary>The variance before the first return.</summary>
    /// <param name="returns">Returns, oldest first, at least one.</param>
    /// <param name="mu">Mean taken off them.</param>
    /// <param name="kind">Rule.</param>
    public static double Backcast(ReadOnlySpan<double> returns, double mu, GarchBackcast kind)
    {
        Require.AtLeast(returns.Length, 1, nameof(returns));
        double sum = 0, weights = 0, weight = 1;
        int length = kind == GarchBackcast.SampleVariance ? returns.Length : Math.Min(BackcastLength, returns.Length);
        for (int i = 0; i < length; i++)
        {
            double e = returns[i] - mu;
            sum += weight * e * e;
            weights += weight;
            weight *= kind == GarchBackcast.SampleVariance ? 1.0 : 0.94;
        }

        return sum / weights;
    }

    /// <summary>Conditional variances σ² of each return.</summary>
    /// <param name="returns">Returns, oldest first.</param>
    /// <param name="parameters">Parameters.</param>
    /// <param name="variance">Receives one variance per return.</param>
    /// <param name="backcast">Rule for the variance before the first.</param>
    /// <exception cref="ArgumentException">Lengths differ, a return is not finite, or the parameters are not admissible.</exception>
    public static void Variances(ReadOnlySpan<double> returns, GarchParameters parameters, Span<double> variance, GarchBackcast backcast = GarchBackcast.ExponentiallyWeighted)
    {
        Check(returns, parameters);
        Require.SameLength(variance.Length, returns.Length, nameof(variance));
        double last = 0;
        for (int t = 0; t < returns.Length; t++)
        {
            last = t == 0 ? First(returns, parameters, backcast) : Next(parameters, returns[t - 1], last);
            variance[t] = last;
        }
    }

    /// <summary>Gaussian log-likelihood, with the constant ln 2π.</summary>
    /// <inheritdoc cref="Variances" path="/param"/>
    /// <exception cref="ArgumentException">A return is not finite, there is none, or the parameters are not admissible.</exception>
    public static double LogLikelihood(ReadOnlySpan<double> returns, GarchParameters parameters, GarchBackcast backcast = GarchBackcast.ExponentiallyWeighted)
    {
        Check(returns, parameters);
        return Likelihood(returns, parameters, backcast);
    }

    /// <summary>Forecasts the variance of the next steps: σ²₁ = ω + α·e² + β·σ², then σ²ₖ = ω + (α + β)·σ²ₖ₋₁.</summary>
    /// <param name="parameters">Parameters.</param>
    /// <param name="lastVariance">σ² of the last return.</param>
    /// <param name="lastResidual">Its residual.</param>
    /// <param name="variance">Receives σ² of steps 1, 2, …</param>
    public static void Forecast(GarchParameters parameters, double lastVariance, double lastResidual, Span<double> variance)
    {
        double next = parameters.Omega + (parameters.Alpha * lastResidual * lastResidual) + (parameters.Beta * lastVariance);
        for (int k = 0; k < variance.Length; k++)
        {
            variance[k] = next;
            next = parameters.Omega + ((parameters.Alpha + parameters.Beta) * next);
        }
    }

    /// <summary>Fits the parameters.</summary>
    /// <param name="returns">Returns, oldest first, at least 20, not all equal.</param>
    /// <param name="backcast">Rule for the variance before the first.</param>
    /// <exception cref="ArgumentException">A return is not finite, there are too few, or they do not vary.</exception>
    public static GarchFit Fit(ReadOnlySpan<double> returns, GarchBackcast backcast = GarchBackcast.ExponentiallyWeighted)
    {
        Require.AtLeast(returns.Length, 20, nameof(returns));
        Require.Finite(returns, nameof(returns));
        double[] sample = returns.ToArray();
        double mean = sample.Average();
        double variance = sample.Sum(r => (r - mean) * (r - mean)) / sample.Length;
        if (!(variance > 0))
        {
            throw new ArgumentException("The returns do not vary.", nameof(returns));
        }

        // Returns of unit variance keep the search well scaled whatever the unit of the sample.
        double scale = Math.Sqrt(variance);
        double[] scaled = [.. sample.Select(r => r / scale)];
        double Negative(ReadOnlySpan<double> x) => GarchParameters.From(x) is { IsAdmissible: true } p ? -Likelihood(scaled, p, backcast) : double.PositiveInfinity;
        double[] best = DownhillSimplex.Minimize(Negative, Start(Negative, mean / scale), [0.1, 0.05, 0.05, 0.05]);
        GarchParameters unit = GarchParameters.From(best);
        var parameters = new GarchParameters(unit.Mu * scale, unit.Omega * scale * scale, unit.Alpha, unit.Beta);
        var path = new double[sample.Length];
        Variances(sample, parameters, path, backcast);
        (double[] robust, double[] hessian) = Errors(scaled, best, backcast);
        double[] units = [scale, scale * scale, 1.0, 1.0];
        return new GarchFit(
            parameters,
            Likelihood(sample, parameters, backcast),
            path[^1],
            sample[^1] - parameters.Mu,
            [.. robust.Zip(units, (e, u) => e * u)],
            [.. hessian.Zip(units, (e, u) => e * u)]);
    }

    internal static double Next(in GarchParameters p, double lastReturn, double lastVariance)
    {
        double e = lastReturn - p.Mu;
        return p.Omega + (p.Alpha * e * e) + (p.Beta * lastVariance);
    }

    private static double First(ReadOnlySpan<double> returns, in GarchParameters p, GarchBackcast backcast) => p.Omega + ((p.Alpha + p.Beta) * Backcast(returns, p.Mu, backcast));

    private static double Likelihood(ReadOnlySpan<double> returns, in GarchParameters p, GarchBackcast backcast)
    {
        double sum = 0, variance = 0;
        for (int t = 0; t < returns.Length; t++)
        {
            variance = t == 0 ? First(returns, p, backcast) : Next(p, returns[t - 1], variance);
            sum += Term(returns[t] - p.Mu, variance);
        }

        return -0.5 * sum;
    }

    private static double Term(double e, double variance) => Math.Log(2.0 * Math.PI) + Math.Log(variance) + (e * e / variance);

    private static double[] Start(Objective f, double mean)
    {
        double[] best = [];
        double bestValue = double.PositiveInfinity;
        foreach (double persistence in (double[])[0.5, 0.8, 0.9, 0.97])
        {
            foreach (double alpha in (double[])[0.02, 0.05, 0.1, 0.2])
            {
                double[] x = [mean, 1.0 - persistence, alpha, persistence - alpha];
                double value = f(x);
                if (value < bestValue)
                {
                    (best, bestValue) = (x, value);
                }
            }
        }

        return best;
    }

    private static (double[] Robust, double[] Hessian) Errors(double[] returns, double[] at, GarchBackcast backcast)
    {
        const int N = 4;
        var h = new double[N];
        for (int i = 0; i < N; i++)
        {
            h[i] = 1e-4 * Math.Max(Math.Abs(at[i]), 1e-2);
        }

        double Unchecked(ReadOnlySpan<double> x) => -Likelihood(returns, GarchParameters.From(x), backcast);
        double[]? inverse = LinearSystem.Invert(DownhillSimplex.Hessian(Unchecked, at, h), N);
        if (inverse is null)
        {
            return (Nothing(), Nothing());
        }

        // Outer product of the scores of the single observations.
        var scores = new double[returns.Length * N];
        var up = new double[returns.Length];
        var down = new double[returns.Length];
        double[] x = [.. at];
        for (int i = 0; i < N; i++)
        {
            x[i] = at[i] + h[i];
            Terms(returns, GarchParameters.From(x), backcast, up);
            x[i] = at[i] - h[i];
            Terms(returns, GarchParameters.From(x), backcast, down);
            x[i] = at[i];
            for (int t = 0; t < returns.Length; t++)
            {
                scores[(t * N) + i] = (up[t] - down[t]) / (2.0 * h[i]);
            }
        }

        var outer = new double[N * N];
        for (int t = 0; t < returns.Length; t++)
        {
            for (int i = 0; i < N; i++)
            {
                for (int j = 0; j < N; j++)
                {
                    outer[(i * N) + j] += scores[(t * N) + i] * scores[(t * N) + j];
                }
            }
        }

        var robust = new double[N];
        var plain = new double[N];
        for (int i = 0; i < N; i++)
        {
            plain[i] = Math.Sqrt(inverse[(i * N) + i]);
            double sum = 0;
            for (int j = 0; j < N; j++)
            {
                for (int k = 0; k < N; k++)
                {
                    sum += inverse[(i * N) + j] * outer[(j * N) + k] * inverse[(k * N) + i];
                }
            }

            robust[i] = Math.Sqrt(sum);
        }

        return (robust, plain);

        static double[] Nothing() => [double.NaN, double.NaN, double.NaN, double.NaN];
    }

    private static void Terms(double[] returns, in GarchParameters p, GarchBackcast backcast, double[] terms)
    {
        double variance = 0;
        for (int t = 0; t < returns.Length; t++)
        {
            variance = t == 0 ? First(returns, p, backcast) : Next(p, returns[t - 1], variance);
            terms[t] = 0.5 * Term(returns[t] - p.Mu, variance);
        }
    }

    private static void Check(ReadOnlySpan<double> returns, GarchParameters parameters)
    {
        Require.AtLeast(returns.Length, 1, nameof(returns));
        Require.Finite(returns, nameof(returns));
        if (!parameters.IsAdmissible)
        {
            throw new ArgumentException("GARCH parameters: ω > 0, α ≥ 0, β ≥ 0, α + β < 1.", nameof(parameters));
        }
    }
}
