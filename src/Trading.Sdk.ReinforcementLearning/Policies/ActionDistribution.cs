using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// The distribution of actions that a policy's outputs stand for: categorical (with masks) for discrete spaces, else
/// independent normals whose spread does not depend on the observation. Immutable and shareable; nothing allocates.
/// </summary>
/// <remarks>
/// A raw action is what the distribution draws: for a squashed space the number before tanh. <see cref="ToEnvironment"/>
/// turns it into the action of the environment. The log-probability of a squashed action contains the logarithm of tanh's
/// derivative, log(1 − tanh²u) = 2(log 2 − u − softplus(−2u)), without the constant of the bounds; its entropy is that of
/// the normal before tanh, as the squashed one has no closed form.
/// </remarks>
public sealed class ActionDistribution
{
    private const double HalfLogTwoPi = 0.91893853320467274178;
    private readonly int[] choices;
    private readonly float[] low, high;

    /// <summary>Makes the distribution of an action space.</summary>
    public ActionDistribution(ActionSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space = space;
        choices = [.. space.Choices];
        low = [.. space.Low];
        high = [.. space.High];
    }

    /// <summary>The action space.</summary>
    public ActionSpace Space { get; }

    /// <summary>Doubles of scratch for one row.</summary>
    public int ScratchSize => Math.Max(2 * Space.ParameterCount, 2);

    /// <summary>Draws a raw action.</summary>
    /// <param name="parameters">[<see cref="ActionSpace.ParameterCount"/>] outputs of the policy.</param>
    /// <param name="logStd">[dimensions] logarithms of the spread; empty for discrete spaces.</param>
    /// <param name="mask">[<see cref="ActionSpace.MaskSize"/>] true = allowed; empty = all.</param>
    /// <param name="random">The stream to draw from.</param>
    /// <param name="rawAction">Receives [dimensions].</param>
    /// <returns>The log-probability of the action.</returns>
    public double Sample(ReadOnlySpan<float> parameters, ReadOnlySpan<float> logStd, ReadOnlySpan<bool> mask, ref RandomStream random, Span<float> rawAction)
    {
        if (Space.Kind == ActionSpaceKind.Discrete)
        {
            double sum = 0;
            for (int d = 0, offset = 0; d < choices.Length; offset += choices[d++])
            {
                ReadOnlySpan<float> logits = parameters.Slice(offset, choices[d]);
                ReadOnlySpan<bool> allowed = mask.IsEmpty ? default : mask.Slice(offset, choices[d]);
                double top = Top(logits, allowed), total = 0;
                for (int i = 0; i < logits.Length; i++)
                {
                    total += Allowed(allowed, i) ? ReproducibleMath.Exp(logits[i] - top) : 0;
                }

                double left = random.NextDouble() * total;
                int chosen = -1;
                for (int i = 0; i < logits.Length && (chosen < 0 || left >= 0); i++)
                {
                    if (Allowed(allowed, i))
                    {
                        chosen = i;
                        left -= ReproducibleMath.Exp(logits[i] - top);
                    }
                }

                rawAction[d] = chosen;
                sum += logits[chosen] - top - ReproducibleMath.Log(total);
            }

            return sum;
        }

        for (int d = 0; d < low.Length; d++)
        {
            rawAction[d] = (float)(parameters[d] + (ReproducibleMath.Exp(logStd[d]) * random.NextNormal()));
        }

        return LogProbability(parameters, logStd, mask, rawAction);
    }

    /// <summary>The most likely raw action: the largest logit (the first of equals) or the mean.</summary>
    /// <inheritdoc cref="Sample"/>
    public void Mode(ReadOnlySpan<float> parameters, ReadOnlySpan<bool> mask, Span<float> rawAction)
    {
        if (Space.Kind != ActionSpaceKind.Discrete)
        {
            parameters[..low.Length].CopyTo(rawAction);
            return;
        }

        for (int d = 0, offset = 0; d < choices.Length; offset += choices[d++])
        {
            int best = -1;
            for (int i = 0; i < choices[d]; i++)
            {
                if ((mask.IsEmpty || mask[offset + i]) && (best < 0 || parameters[offset + i] > parameters[offset + best]))
                {
                    best = i;
                }
            }

            if (best < 0)
            {
                throw NothingAllowed();
            }

            rawAction[d] = best;
        }
    }

    /// <summary>The action that the environment gets for a raw one: clipped or squashed to the bounds; choices stay as they are.</summary>
    public void ToEnvironment(ReadOnlySpan<float> rawAction, Span<float> action)
    {
        switch (Space.Kind)
        {
            case ActionSpaceKind.Discrete:
                rawAction.CopyTo(action);
                break;
            case ActionSpaceKind.Normal:
                for (int d = 0; d < low.Length; d++)
                {
                    action[d] = Math.Clamp(rawAction[d], low[d], high[d]);
                }

                break;
            default:
                for (int d = 0; d < low.Length; d++)
                {
                    action[d] = (float)(low[d] + ((ReproducibleMath.Tanh(rawAction[d]) + 1) * 0.5 * (high[d] - low[d])));
                }

                break;
        }
    }

    /// <summary>Log-probability of a raw action.</summary>
    /// <inheritdoc cref="Sample"/>
    public double LogProbability(ReadOnlySpan<float> parameters, ReadOnlySpan<float> logStd, ReadOnlySpan<bool> mask, ReadOnlySpan<float> rawAction)
    {
        Span<double> scratch = stackalloc double[ScratchSize <= 256 ? ScratchSize : 0];
        return Evaluate(parameters, logStd, mask, rawAction, scratch.IsEmpty ? new double[ScratchSize] : scratch, out _);
    }

    /// <summary>Log-probability of a raw action and entropy of the distribution; keeps what <see cref="AddGradient"/> needs.</summary>
    /// <param name="parameters">[<see cref="ActionSpace.ParameterCount"/>] outputs of the policy.</param>
    /// <param name="logStd">[dimensions] logarithms of the spread; empty for discrete spaces.</param>
    /// <param name="mask">[<see cref="ActionSpace.MaskSize"/>] true = allowed; empty = all. Forbidden choices have probability 0 and are left out of the entropy.</param>
    /// <param name="rawAction">[dimensions].</param>
    /// <param name="scratch">At least <see cref="ScratchSize"/> numbers.</param>
    /// <param name="entropy">Sum over the dimensions.</param>
    public double Evaluate(ReadOnlySpan<float> parameters, ReadOnlySpan<float> logStd, ReadOnlySpan<bool> mask, ReadOnlySpan<float> rawAction, Span<double> scratch, out double entropy)
    {
        double logProbability = 0;
        entropy = 0;
        if (Space.Kind == ActionSpaceKind.Discrete)
        {
            for (int d = 0, offset = 0; d < choices.Length; offset += choices[d++])
            {
                ReadOnlySpan<float> logits = parameters.Slice(offset, choices[d]);
                ReadOnlySpan<bool> allowed = mask.IsEmpty ? default : mask.Slice(offset, choices[d]);
                Span<double> probability = scratch.Slice(2 * offset, choices[d]), log = scratch.Slice((2 * offset) + choices[d], choices[d]);
                double top = Top(logits, allowed), total = 0;
                for (int i = 0; i < logits.Length; i++)
                {
                    probability[i] = Allowed(allowed, i) ? ReproducibleMath.Exp(logits[i] - top) : 0;
                    total += probability[i];
                }

                double logTotal = ReproducibleMath.Log(total), inverse = 1 / total;
                for (int i = 0; i < logits.Length; i++)
                {
                    probability[i] *= inverse;
                    log[i] = logits[i] - top - logTotal;
                    entropy -= probability[i] > 0 ? probability[i] * log[i] : 0;
                }

                int chosen = (int)rawAction[d];
                logProbability += Allowed(allowed, chosen) ? log[chosen] : -1e8;
            }

            return logProbability;
        }

        bool squashed = Space.Kind == ActionSpaceKind.TanhNormal;
        for (int d = 0; d < low.Length; d++)
        {
            double z = (rawAction[d] - (double)parameters[d]) * ReproducibleMath.Exp(-logStd[d]);
            logProbability -= (0.5 * z * z) + logStd[d] + HalfLogTwoPi;
            if (squashed)
            {
                double u = rawAction[d];
                logProbability -= 2 * (0.69314718055994530942 - u - ReproducibleMath.Softplus(-2 * u));
            }

            entropy += 0.5 + HalfLogTwoPi + logStd[d];
        }

        return logProbability;
    }

    /// <summary>Adds weight·∂log-probability + entropyWeight·∂entropy to the gradients, after <see cref="Evaluate"/> on the same row.</summary>
    /// <param name="parameters">As in <see cref="Evaluate"/>.</param>
    /// <param name="logStd">As in <see cref="Evaluate"/>.</param>
    /// <param name="rawAction">As in <see cref="Evaluate"/>.</param>
    /// <param name="scratch">As <see cref="Evaluate"/> left it.</param>
    /// <param name="weight">Weight of the log-probability.</param>
    /// <param name="entropyWeight">Weight of the entropy.</param>
    /// <param name="parameterGradient">[<see cref="ActionSpace.ParameterCount"/>], overwritten.</param>
    /// <param name="logStdGradient">[dimensions], added to; empty for discrete spaces.</param>
    public void AddGradient(ReadOnlySpan<float> parameters, ReadOnlySpan<float> logStd, ReadOnlySpan<float> rawAction, ReadOnlySpan<double> scratch, double weight, double entropyWeight, Span<float> parameterGradient, Span<double> logStdGradient)
    {
        if (Space.Kind == ActionSpaceKind.Discrete)
        {
            for (int d = 0, offset = 0; d < choices.Length; offset += choices[d++])
            {
                ReadOnlySpan<double> probability = scratch.Slice(2 * offset, choices[d]), log = scratch.Slice((2 * offset) + choices[d], choices[d]);
                double entropy = 0;
                for (int i = 0; i < probability.Length; i++)
                {
                    entropy -= probability[i] > 0 ? probability[i] * log[i] : 0;
                }

                int chosen = (int)rawAction[d];
                for (int i = 0; i < probability.Length; i++)
                {
                    double p = probability[i];
                    double gradient = (weight * ((i == chosen ? 1 : 0) - p)) - (p > 0 ? entropyWeight * p * (log[i] + entropy) : 0);
                    parameterGradient[offset + i] = (float)gradient;
                }
            }

            return;
        }

        for (int d = 0; d < low.Length; d++)
        {
            double inverse = ReproducibleMath.Exp(-logStd[d]);
            double z = (rawAction[d] - (double)parameters[d]) * inverse;
            parameterGradient[d] = (float)(weight * z * inverse);
            logStdGradient[d] += (weight * ((z * z) - 1)) + entropyWeight;
        }
    }

    private static bool Allowed(ReadOnlySpan<bool> mask, int index) => mask.IsEmpty || mask[index];

    private static double Top(ReadOnlySpan<float> logits, ReadOnlySpan<bool> mask)
    {
        double top = double.NegativeInfinity;
        for (int i = 0; i < logits.Length; i++)
        {
            if (Allowed(mask, i) && logits[i] > top)
            {
                top = logits[i];
            }
        }

        return double.IsNegativeInfinity(top) ? throw NothingAllowed() : top;
    }

    private static InvalidOperationException NothingAllowed() => new("The mask allows no choice, or the logits are not finite.");
}
