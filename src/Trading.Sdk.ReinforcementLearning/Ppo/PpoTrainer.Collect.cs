using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <content>The rollout.</content>
public sealed unsafe partial class PpoTrainer
{
    private readonly Rollout rollout;
    private readonly float[] current, finalObservations, currentCritic, finalCritic, environmentActions;
    private readonly byte[] doneBefore;
    private readonly int ranges;
    private readonly NetworkWorkspace[] actorWorkspaces, criticWorkspaces;
    private readonly AlignedBuffer actorState, criticState;
    private readonly Action<int> actRange, evaluateRange;
    private int time;

    private void Collect()
    {
        if (recurrent)
        {
            actorState.Span.CopyTo(actorStart.Span);
            criticState.Span.CopyTo(criticStart.Span);
        }

        for (time = 0; time < steps; time++)
        {
            StoreObservations(time);
            doneBefore.CopyTo(rollout.Starts.AsSpan(time * environments));
            if (maskSize > 0)
            {
                environment.WriteActionMasks(rollout.Masks.AsSpan(time * environments * maskSize, environments * maskSize));
            }

            team.Run(ranges, actRange);
            AfterStep();
            stepsDone += environments;
        }

        StoreObservations(steps);
        if (recurrent)
        {
            for (int r = 0; r < ranges; r++)
            {
                RecurrentValues(r, rollout.LastValues, rowOffset: 0);
            }
        }
        else
        {
            team.Run(ranges, evaluateRange);
        }

        GeneralizedAdvantage.Compute(rollout.Rewards, rollout.Values, rollout.FinalValues, rollout.Terminated, rollout.Truncated, rollout.LastValues, options.Gamma, options.Lambda, rollout.Advantages, rollout.Returns);
    }

    private void StoreObservations(int t)
    {
        Store(current, observationNormalizer, rollout.ObservationSpan.Slice(t * environments * observationSize, environments * observationSize));
        if (centralCritic)
        {
            Store(currentCritic, criticNormalizer, rollout.CriticObservationSpan.Slice(t * environments * criticSize, environments * criticSize));
        }

        static void Store(float[] values, RunningNormalizer? normalizer, Span<float> target)
        {
            if (normalizer is null)
            {
                values.CopyTo(target);
            }
            else
            {
                normalizer.Normalize(values, target);
            }
        }
    }

    private void ReadCritic()
    {
        if (centralCritic)
        {
            environment.WriteCriticObservations(currentCritic);
            RequireFinite(currentCritic, "critic observation");
            criticNormalizer?.Update(currentCritic);
        }
    }

    /// <summary>Decides and steps the environments of one range.</summary>
    private void Act(int range)
    {
        int first = RangeEnd(range - 1), count = RangeEnd(range) - first;
        NetworkWorkspace workspace = actorWorkspaces[range];
        float* observations = rollout.Observations + ((((nint)time * environments) + first) * observationSize);
        if (recurrent)
        {
            PrepareState(workspace, actorState, actor.StateStride, first, count);
        }

        float* outputs = workspace.Forward(observations, observationSize, count, 1);
        if (recurrent)
        {
            new ReadOnlySpan<float>(workspace.FinalState, count * actor.StateStride).CopyTo(actorState.Span[(first * actor.StateStride)..]);
            RecurrentValues(range, rollout.Values, time * environments);
        }

        int stride = MatrixLayout.Pad(actor.Outputs);
        ReadOnlySpan<float> logStd = LogStd();
        for (int e = first; e < first + count; e++)
        {
            int row = (time * environments) + e;
            Span<float> raw = rollout.Actions.AsSpan(row * dimensions, dimensions);
            ReadOnlySpan<bool> mask = rollout.Masks.AsSpan(row * maskSize, maskSize);
            var output = new ReadOnlySpan<float>(outputs + ((nint)(e - first) * stride), actor.Outputs);
            rollout.LogProbabilities[row] = (float)distribution.Sample(output, logStd, mask, ref policyStreams[e], raw);
            distribution.ToEnvironment(raw, environmentActions.AsSpan(e * dimensions, dimensions));
        }

        environment.Step(first, count, environmentActions, new StepBuffers
        {
            Observations = current,
            Rewards = rollout.Rewards.AsSpan(time * environments, environments),
            Terminated = rollout.Terminated.AsSpan(time * environments, environments),
            Truncated = rollout.Truncated.AsSpan(time * environments, environments),
            FinalObservations = finalObservations,
            FinalCriticObservations = finalCritic,
        });
    }

    private void AfterStep()
    {
        RequireFinite(current, "observation");
        Span<float> rewards = rollout.Rewards.AsSpan(time * environments, environments);
        RequireFinite(rewards, "reward");
        for (int e = 0; e < environments; e++)
        {
            int row = (time * environments) + e;
            episodeReturns[e] += rewards[e];
            episodeLengths[e]++;
            bool ended = rollout.Terminated[row] || rollout.Truncated[row];
            doneBefore[e] = ended ? (byte)1 : (byte)0;
            if (ended)
            {
                recentReturns[episodes % RecentEpisodes] = (float)episodeReturns[e];
                recentLengths[episodes % RecentEpisodes] = episodeLengths[e];
                episodes++;
                episodeReturns[e] = 0;
                episodeLengths[e] = 0;
            }

            if (rollout.Truncated[row])
            {
                rollout.FinalValues[row] = options.BootstrapTruncated ? FinalValue(e) : 0;
            }
        }

        observationNormalizer?.Update(current);
        ReadCritic();
        if (returnNormalizer is not null)
        {
            NormalizeRewards(rewards);
        }
    }

    private void NormalizeRewards(Span<float> rewards)
    {
        Span<float> one = stackalloc float[1];
        for (int e = 0; e < environments; e++)
        {
            discountedReturns[e] = (discountedReturns[e] * options.Gamma) + rewards[e];
            one[0] = (float)discountedReturns[e];
            returnNormalizer!.Update(one);
        }

        double scale = 1 / Math.Sqrt(returnNormalizer!.Variance[0] + returnNormalizer.Eps);
        for (int e = 0; e < environments; e++)
        {
            rewards[e] = (float)Math.Clamp(rewards[e] * scale, -returnNormalizer.Clip, returnNormalizer.Clip);
            if (doneBefore[e] != 0)
            {
                discountedReturns[e] = 0;
            }
        }
    }

    /// <summary>Value of the last observation of an episode that was cut.</summary>
    private float FinalValue(int e)
    {
        Span<float> observation = (centralCritic ? finalCritic : finalObservations).AsSpan(e * criticSize, criticSize);
        RequireFinite(observation, "final observation");
        (centralCritic ? criticNormalizer : observationNormalizer)?.Normalize(observation, observation);
        fixed (float* o = observation)
        {
            if (recurrent)
            {
                criticState.Span.Slice(e * critic.StateStride, critic.StateStride).CopyTo(new Span<float>(singleCritic.InitialState, critic.StateStride));
                singleCritic.UseInitialState(true);
            }

            return *singleCritic.Forward(o, criticSize, 1, 1);
        }
    }

    private void PrepareState(NetworkWorkspace workspace, AlignedBuffer state, int stride, int first, int count)
    {
        for (int e = first; e < first + count; e++)
        {
            if (doneBefore[e] != 0)
            {
                state.Span.Slice(e * stride, stride).Clear();
            }
        }

        state.Span.Slice(first * stride, count * stride).CopyTo(new Span<float>(workspace.InitialState, count * stride));
        workspace.UseInitialState(true);
    }

    /// <summary>Values of one range of environments at the current time, with the critic's memory; the memory moves on unless it is the look beyond the end.</summary>
    private void RecurrentValues(int range, float[] target, int rowOffset)
    {
        int first = RangeEnd(range - 1), count = RangeEnd(range) - first;
        NetworkWorkspace workspace = criticWorkspaces[range];
        PrepareState(workspace, criticState, critic.StateStride, first, count);
        float* values = workspace.Forward(rollout.CriticObservations + ((((nint)time * environments) + first) * criticSize), criticSize, count, 1);
        if (time < steps)
        {
            new ReadOnlySpan<float>(workspace.FinalState, count * critic.StateStride).CopyTo(criticState.Span[(first * critic.StateStride)..]);
        }

        for (int i = 0; i < count; i++)
        {
            target[rowOffset + first + i] = values[(nint)i * MatrixLayout.Lanes];
        }
    }

    /// <summary>Values of one share of all observations at once: a row's value does not depend on its batch.</summary>
    private void EvaluateValues(int range)
    {
        NetworkWorkspace workspace = criticWorkspaces[range];
        int rows = items + environments, chunk = workspace.MaximumBatch;
        for (int from = range * chunk; from < rows; from += ranges * chunk)
        {
            int count = Math.Min(chunk, rows - from);
            float* values = workspace.Forward(rollout.CriticObservations + ((nint)from * criticSize), criticSize, count, 1);
            for (int i = 0; i < count; i++)
            {
                float value = values[(nint)i * MatrixLayout.Lanes];
                if (from + i < items)
                {
                    rollout.Values[from + i] = value;
                }
                else
                {
                    rollout.LastValues[from + i - items] = value;
                }
            }
        }
    }

    private ReadOnlySpan<float> LogStd() =>
        architecture.HasLogStd ? parameters.ValueSpan.Slice(parameters[PolicyArchitecture.LogStdName].Offset, dimensions) : default;
}
