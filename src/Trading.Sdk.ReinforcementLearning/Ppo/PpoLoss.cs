using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>The loss of proximal policy optimisation (Schulman, Wolski, Dhariwal, Radford and Klimov, 2017) and its gradient with respect to the networks' outputs.</summary>
public sealed class PpoLoss
{
    /// <summary>Makes the loss of an action space.</summary>
    public PpoLoss(ActionSpace space) => Distribution = new ActionDistribution(space);

    /// <summary>The distribution of actions.</summary>
    public ActionDistribution Distribution { get; }

    /// <summary>Clip range of the probability ratio, above 0. Default 0.2.</summary>
    public double Clip { get; set; } = 0.2;

    /// <summary>How values are clipped. Default <see cref="ValueClipStyle.Maximum"/>.</summary>
    public ValueClipStyle ValueClipStyle { get; init; } = ValueClipStyle.Maximum;

    /// <summary>Clip range of values. Default 0.2.</summary>
    public double ValueClip { get; set; } = 0.2;

    /// <summary>Weight of the entropy bonus. Default 0.01.</summary>
    public double EntropyCoefficient { get; init; } = 0.01;

    /// <summary>Weight of the value loss. Default 0.5.</summary>
    public double ValueCoefficient { get; init; } = 0.5;

    /// <summary>True to bring the advantages of a minibatch to mean 0 and unbiased deviation 1 (plus 1e-8). Default true; a single row is left as it is.</summary>
    public bool NormalizeAdvantage { get; init; } = true;

    /// <summary>Evaluates the loss of a whole minibatch and its gradient. Allocates nothing for up to 128 parameters.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="parameterGradient">As long as the batch's parameters; overwritten where rows are.</param>
    /// <param name="logStdGradient">[dimensions]; overwritten. Empty for discrete spaces.</param>
    /// <param name="valueGradient">As long as the batch's values; overwritten where rows are.</param>
    public PpoLossResult Evaluate(in PpoBatch batch, Span<float> parameterGradient, Span<float> logStdGradient, Span<float> valueGradient)
    {
        int rows = batch.Advantages.Length;
        (double shift, double scale) = AdvantageScaling(batch.Advantages);
        Span<double> scratch = stackalloc double[Distribution.ScratchSize <= 256 ? Distribution.ScratchSize : 0];
        if (scratch.IsEmpty)
        {
            scratch = new double[Distribution.ScratchSize];
        }

        Span<double> logStd = stackalloc double[logStdGradient.Length <= 128 ? logStdGradient.Length : 0];
        if (logStd.Length != logStdGradient.Length)
        {
            logStd = new double[logStdGradient.Length];
        }

        var sums = default(Sums);
        PolicyRows(batch, shift, scale, rows, scratch, parameterGradient, logStd, ref sums);
        ValueRows(batch, rows, valueGradient, ref sums);
        for (int d = 0; d < logStd.Length; d++)
        {
            logStdGradient[d] = (float)logStd[d];
        }

        return Result(sums, rows);
    }

    /// <summary>Shift and factor that normalise the advantages.</summary>
    internal (double Shift, double Scale) AdvantageScaling(ReadOnlySpan<float> advantages)
    {
        if (!NormalizeAdvantage || advantages.Length < 2)
        {
            return (0, 1);
        }

        double sum = 0, squares = 0;
        foreach (float a in advantages)
        {
            sum += a;
        }

        double mean = sum / advantages.Length;
        foreach (float a in advantages)
        {
            squares += (a - mean) * (a - mean);
        }

        return (mean, 1 / (Math.Sqrt(squares / (advantages.Length - 1)) + 1e-8));
    }

    internal void PolicyRows(in PpoBatch batch, double shift, double scale, int totalRows, Span<double> scratch, Span<float> parameterGradient, Span<double> logStdGradient, ref Sums sums)
    {
        int count = Distribution.Space.ParameterCount, dimensions = Distribution.Space.Dimensions, maskSize = Distribution.Space.MaskSize;
        double inverse = 1.0 / totalRows, clip = Clip;
        for (int r = 0; r < batch.Advantages.Length; r++)
        {
            ReadOnlySpan<float> parameters = batch.Parameters.Slice(r * batch.ParameterStride, count);
            ReadOnlySpan<float> action = batch.Actions.Slice(r * dimensions, dimensions);
            ReadOnlySpan<bool> mask = batch.Masks.IsEmpty ? default : batch.Masks.Slice(r * maskSize, maskSize);
            double logProbability = Distribution.Evaluate(parameters, batch.LogStd, mask, action, scratch, out double entropy);
            double logRatio = logProbability - batch.OldLogProbabilities[r];
            double ratio = ReproducibleMath.Exp(logRatio);
            double advantage = (batch.Advantages[r] - shift) * scale;
            double plain = -advantage * ratio, clipped = -advantage * Math.Clamp(ratio, 1 - clip, 1 + clip);
            sums.Policy += Math.Max(plain, clipped);
            sums.Entropy += entropy;
            sums.Kl += ratio - 1 - logRatio;
            sums.OldKl -= logRatio;
            sums.Clipped += Math.Abs(ratio - 1) > clip ? 1 : 0;
            double weight = plain >= clipped ? -advantage * ratio * inverse : 0;
            Distribution.AddGradient(parameters, batch.LogStd, action, scratch, weight, -EntropyCoefficient * inverse, parameterGradient.Slice(r * batch.ParameterStride, count), logStdGradient);
        }
    }

    internal void ValueRows(in PpoBatch batch, int totalRows, Span<float> valueGradient, ref Sums sums)
    {
        double weight = ValueCoefficient / totalRows, range = ValueClip;
        for (int r = 0; r < batch.Returns.Length; r++)
        {
            double value = batch.Values[r * batch.ValueStride], old = batch.OldValues[r], target = batch.Returns[r];
            double error = value - target, moved = value - old;
            double gradient = error;
            if (ValueClipStyle != ValueClipStyle.None)
            {
                double clippedError = old + Math.Clamp(moved, -range, range) - target;
                double clippedGradient = Math.Abs(moved) < range ? clippedError : 0;
                if (ValueClipStyle == ValueClipStyle.Prediction || clippedError * clippedError > error * error)
                {
                    (error, gradient) = (clippedError, clippedGradient);
                }
            }

            sums.Value += 0.5 * error * error;
            valueGradient[r * batch.ValueStride] = (float)(gradient * weight);
        }
    }

    internal PpoLossResult Result(in Sums sums, int rows)
    {
        double policy = sums.Policy / rows, value = sums.Value / rows, entropy = sums.Entropy / rows;
        return new PpoLossResult(policy + (ValueCoefficient * value) - (EntropyCoefficient * entropy), policy, value, entropy, sums.Kl / rows, sums.OldKl / rows, sums.Clipped / rows);
    }

    internal struct Sums
    {
        public double Policy, Value, Entropy, Kl, OldKl, Clipped;

        public void Add(in Sums other)
        {
            Policy += other.Policy;
            Value += other.Value;
            Entropy += other.Entropy;
            Kl += other.Kl;
            OldKl += other.OldKl;
            Clipped += other.Clipped;
        }
    }
}
