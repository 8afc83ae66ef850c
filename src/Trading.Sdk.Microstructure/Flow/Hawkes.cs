using Trading.Sdk.Statistics;

namespace Trading.Sdk.Microstructure;

/// <summary>Maximum likelihood and residuals of the exponential Hawkes process.</summary>
/// <remarks>
/// Y. Ogata, "The asymptotic behaviour of maximum likelihood estimators for stationary point processes", Ann. Inst. Stat. Math. 30, 1978, and "Statistical
/// Models for Earthquake Occurrences and Residual Analysis for Point Processes", JASA 83(401), 1988. ln L = Σ ln λ(tᵢ) − μT − (α/β)·Σ(1 − e^(−β(T − tᵢ))) with the
/// recursion Rᵢ = e^(−βΔt)(1 + Rᵢ₋₁). Under the model the integrals of λ between events are independent unit exponentials.
/// </remarks>
public static class Hawkes
{
    /// <summary>Log-likelihood of events within [0, T].</summary>
    /// <param name="seconds">Event times in seconds from the start, not falling, at least 0.</param>
    /// <param name="horizon">T in seconds, at least the last event.</param>
    /// <param name="parameters">Parameters.</param>
    /// <exception cref="ArgumentException">Times fall or leave the interval, or the parameters are not admissible.</exception>
    public static double LogLikelihood(ReadOnlySpan<double> seconds, double horizon, HawkesParameters parameters)
    {
        Check(seconds, horizon);
        if (!parameters.IsAdmissible)
        {
            throw new ArgumentException("Hawkes parameters: μ > 0, 0 ≤ α < β.", nameof(parameters));
        }

        return Likelihood(seconds, horizon, parameters);
    }

    /// <summary>Fits the parameters.</summary>
    /// <param name="seconds">Event times in seconds from the start, not falling; at least 20.</param>
    /// <param name="horizon">T in seconds, at least the last event, above 0.</param>
    public static HawkesFit Fit(ReadOnlySpan<double> seconds, double horizon)
    {
        Require.AtLeast(seconds.Length, 20, nameof(seconds));
        Check(seconds, horizon);
        double[] times = seconds.ToArray();
        double rate = times.Length / Require.Above(horizon, 0.0, nameof(horizon));

        // In logarithms of μ, β and the odds of the branching ratio every point is admissible.
        static HawkesParameters Decode(ReadOnlySpan<double> x)
        {
            double beta = Math.Exp(x[1]);
            return new HawkesParameters(Math.Exp(x[0]), beta / (1.0 + Math.Exp(-x[2])), beta);
        }

        double Negative(ReadOnlySpan<double> x) => Decode(x) is { IsAdmissible: true } p && -Likelihood(times, horizon, p) is var value && double.IsFinite(value) ? value : double.PositiveInfinity;
        double[] best = [];
        double bestValue = double.PositiveInfinity;
        foreach (double speed in (double[])[0.2, 1.0, 5.0, 25.0])
        {
            double[] start = [Math.Log(0.5 * rate), Math.Log(speed * rate), 0.0];
            double value = Negative(start);
            if (value < bestValue)
            {
                (best, bestValue) = (start, value);
            }
        }

        HawkesParameters parameters = Decode(DownhillSimplex.Minimize(Negative, best, [0.5, 0.5, 0.5]));
        var residuals = new double[times.Length];
        Residuals(times, parameters, residuals);
        double distance = ExponentialDistance(residuals);
        return new HawkesFit(parameters, Likelihood(times, horizon, parameters), (times.Length * Math.Log(rate)) - (rate * horizon), distance, KolmogorovDistribution.Survival(distance, residuals.Length));
    }

    /// <summary>Time-rescaled gaps: the integral of λ from each event to the next, the first from 0.</summary>
    /// <param name="seconds">Event times.</param>
    /// <param name="parameters">Parameters.</param>
    /// <param name="residuals">Receives one number per event.</param>
    public static void Residuals(ReadOnlySpan<double> seconds, HawkesParameters parameters, Span<double> residuals)
    {
        Require.SameLength(residuals.Length, seconds.Length, nameof(residuals));
        double excitement = 0, last = 0;
        for (int i = 0; i < seconds.Length; i++)
        {
            double gap = seconds[i] - last;
            double fade = Math.Exp(-parameters.Beta * gap);
            residuals[i] = (parameters.Mu * gap) + (parameters.BranchingRatio * excitement * (1.0 - fade));
            excitement = (excitement * fade) + 1.0;
            last = seconds[i];
        }
    }

    private static double Likelihood(ReadOnlySpan<double> seconds, double horizon, in HawkesParameters p)
    {
        double sum = 0, recursion = 0, compensator = 0;
        for (int i = 0; i < seconds.Length; i++)
        {
            recursion = i == 0 ? 0.0 : Math.Exp(-p.Beta * (seconds[i] - seconds[i - 1])) * (1.0 + recursion);
            sum += Math.Log(p.Mu + (p.Alpha * recursion));
            compensator += 1.0 - Math.Exp(-p.Beta * (horizon - seconds[i]));
        }

        return sum - (p.Mu * horizon) - (p.BranchingRatio * compensator);
    }

    private static double ExponentialDistance(double[] residuals)
    {
        double[] sorted = [.. residuals.Order()];
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double probability = 1.0 - Math.Exp(-sorted[i]);
            distance = Math.Max(distance, Math.Max(((i + 1.0) / sorted.Length) - probability, probability - ((double)i / sorted.Length)));
        }

        return distance;
    }

    private static void Check(ReadOnlySpan<double> seconds, double horizon)
    {
        for (int i = 0; i < seconds.Length; i++)
        {
            if (!(seconds[i] >= (i == 0 ? 0.0 : seconds[i - 1])) || !(seconds[i] <= horizon))
            {
                throw new ArgumentException($"Event {i} at {seconds[i]} s falls behind the one before or leaves [0, {horizon}].", nameof(seconds));
            }
        }
    }
}
