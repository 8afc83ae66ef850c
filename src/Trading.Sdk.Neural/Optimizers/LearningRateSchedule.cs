namespace Trading.Sdk.Neural;

/// <summary>
/// Step size as a function of the steps taken: a linear rise from 0 over a number of steps, then constant, linear, cosine
/// or exponential. Immutable and shareable; set <see cref="Optimizer.LearningRate"/> from <see cref="At"/> before each step.
/// </summary>
public sealed class LearningRateSchedule
{
    private readonly Func<double, double> shape;

    private LearningRateSchedule(double peak, long totalSteps, long warmUpSteps, Func<double, double> shape)
    {
        if (!(peak >= 0) || double.IsInfinity(peak))
        {
            throw new ArgumentOutOfRangeException(nameof(peak), peak, "The learning rate is finite and not negative.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(totalSteps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(warmUpSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(warmUpSteps, totalSteps);
        Peak = peak;
        TotalSteps = totalSteps;
        WarmUpSteps = warmUpSteps;
        this.shape = shape;
    }

    /// <summary>Largest step size.</summary>
    public double Peak { get; }

    /// <summary>Steps after which the step size stays at its last value.</summary>
    public long TotalSteps { get; }

    /// <summary>Steps of the rise: step k of them has the peak times (k + 1)/(steps + 1).</summary>
    public long WarmUpSteps { get; }

    /// <summary>The peak, after the rise.</summary>
    /// <param name="peak">Step size, finite and not negative.</param>
    /// <param name="warmUpSteps">Steps of the rise. Default 0.</param>
    public static LearningRateSchedule Constant(double peak, long warmUpSteps = 0) => new(peak, Math.Max(1, warmUpSteps), warmUpSteps, _ => 1);

    /// <summary>A straight line from the peak to a last value.</summary>
    /// <param name="peak">Largest step size.</param>
    /// <param name="totalSteps">Steps of the whole training, at least 1.</param>
    /// <param name="last">Last value as a share of the peak, in [0, 1]. Default 0.</param>
    /// <param name="warmUpSteps">Steps of the rise. Default 0.</param>
    public static LearningRateSchedule Linear(double peak, long totalSteps, double last = 0, long warmUpSteps = 0)
    {
        RequireShare(last);
        return new(peak, totalSteps, warmUpSteps, p => 1 - ((1 - last) * p));
    }

    /// <summary>Half a cosine from the peak to a last value (Loshchilov and Hutter, 2017, without restarts).</summary>
    /// <inheritdoc cref="Linear"/>
    public static LearningRateSchedule Cosine(double peak, long totalSteps, double last = 0, long warmUpSteps = 0)
    {
        RequireShare(last);
        return new(peak, totalSteps, warmUpSteps, p => last + ((1 - last) * 0.5 * (1 + ReproducibleMath.SinCos(Math.PI * p).Cos)));
    }

    /// <summary>The same factor at each step, from the peak to a last value.</summary>
    /// <param name="peak">Largest step size.</param>
    /// <param name="totalSteps">Steps of the whole training, at least 1.</param>
    /// <param name="last">Last value as a share of the peak, in (0, 1].</param>
    /// <param name="warmUpSteps">Steps of the rise. Default 0.</param>
    public static LearningRateSchedule Exponential(double peak, long totalSteps, double last, long warmUpSteps = 0)
    {
        RequireShare(last);
        ArgumentOutOfRangeException.ThrowIfZero(last);
        double logarithm = ReproducibleMath.Log(last);
        return new(peak, totalSteps, warmUpSteps, p => ReproducibleMath.Exp(logarithm * p));
    }

    /// <summary>Step size of a step.</summary>
    /// <param name="step">Steps taken before it, not negative.</param>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmUpSteps)
        {
            return Peak * (step + 1) / (WarmUpSteps + 1);
        }

        long length = TotalSteps - WarmUpSteps;
        return Peak * shape(length == 0 ? 1 : Math.Min(1, (double)(step - WarmUpSteps) / length));
    }

    private static void RequireShare(double last)
    {
        if (last is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(last), last, "Expected a share in [0, 1].");
        }
    }
}
