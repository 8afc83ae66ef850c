using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <content>The update.</content>
public sealed unsafe partial class PpoTrainer
{
    private readonly int items, itemSteps;
    private readonly Shard[] shards;
    private int[] order = null!;
    private AlignedBuffer actorStart = null!, criticStart = null!;
    private NetworkWorkspace singleCritic = null!;
    private readonly Action<int> updateTask;
    private int minibatchFirst, minibatchItems, shardItems;
    private double advantageShift, advantageScale;
    private float[] minibatchAdvantages = null!;

    private void AllocateUpdate(out Shard[] created)
    {
        order = new int[items];
        actorStart = new AlignedBuffer((long)environments * actor.StateStride);
        criticStart = new AlignedBuffer((long)environments * critic.StateStride);
        singleCritic = critic.CreateWorkspace(1);
        int perMinibatch = (items + options.Minibatches - 1) / options.Minibatches;
        minibatchAdvantages = new float[perMinibatch * itemSteps];
        shardItems = Math.Min(perMinibatch, Math.Max(1, ShardRows / itemSteps));
        int count = (perMinibatch + shardItems - 1) / shardItems;
        created = new Shard[count];
        for (int i = 0; i < count; i++)
        {
            created[i] = new Shard(this, shardItems, count > 1 ? new AlignedBuffer(parameters.Length) : null);
        }
    }

    private (PpoLossResult Loss, float GradientNorm, bool StoppedAtKl) Update()
    {
        PpoLossResult result = default;
        float norm = 0;
        int perMinibatch = (items + options.Minibatches - 1) / options.Minibatches;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            for (int i = order.Length - 1; i > 0; i--)
            {
                int j = shuffleStream.NextInt32(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            for (int first = 0; first < items; first += perMinibatch)
            {
                minibatchFirst = first;
                minibatchItems = Math.Min(perMinibatch, items - first);
                result = Gradient();
                if (options.TargetKl is { } target && result.ApproximateKl > 1.5 * target)
                {
                    return (result, norm, true);
                }

                norm = optimizer.StepClipped(options.MaximumGradientNorm);
            }
        }

        return (result, norm, false);
    }

    private PpoLossResult Gradient()
    {
        int rows = minibatchItems * itemSteps;
        Span<float> advantages = minibatchAdvantages.AsSpan(0, rows);
        for (int i = 0, r = 0; i < minibatchItems; i++)
        {
            int item = order[minibatchFirst + i];
            for (int t = 0; t < itemSteps; t++, r++)
            {
                advantages[r] = rollout.Advantages[recurrent ? (t * environments) + item : item];
            }
        }

        (advantageShift, advantageScale) = loss.AdvantageScaling(advantages);
        int active = (minibatchItems + shardItems - 1) / shardItems;
        // Actor and critic of a shard touch different parameters: two tasks.
        team.Run(2 * active, updateTask);
        var sums = default(PpoLoss.Sums);
        Span<float> gradients = parameters.GradientSpan;
        Span<float> logStdGradient = architecture.HasLogStd ? gradients.Slice(parameters[PolicyArchitecture.LogStdName].Offset, dimensions) : default;
        for (int s = 0; s < active; s++)
        {
            Shard shard = shards[s];
            sums.Add(shard.PolicySums);
            sums.Add(shard.ValueSums);
            if (shard.Gradients is not null)
            {
                if (s == 0)
                {
                    shard.Gradients.Span.CopyTo(gradients);
                }
                else
                {
                    Elementwise.Map<Elementwise.AddKernel>(parameters.Gradients, shard.Gradients.Pointer, parameters.Gradients, parameters.Length);
                }
            }
        }

        for (int d = 0; d < logStdGradient.Length; d++)
        {
            double sum = 0;
            for (int s = 0; s < active; s++)
            {
                sum += shards[s].LogStdGradient[d];
            }

            logStdGradient[d] = (float)sum;
        }

        return loss.Result(sums, rows);
    }

    private void UpdateShard(int task)
    {
        Shard shard = shards[task / 2];
        int first = minibatchFirst + (task / 2 * shardItems);
        int count = Math.Min(shardItems, minibatchFirst + minibatchItems - first);
        if (task % 2 == 0)
        {
            shard.Policy(order.AsSpan(first, count));
        }
        else
        {
            shard.Value(order.AsSpan(first, count));
        }
    }

    /// <summary>A fixed share of a minibatch with memory of its own. How minibatches are cut into shards depends on their size alone.</summary>
    private sealed class Shard
    {
        private readonly PpoTrainer trainer;
        private readonly NetworkWorkspace actorWorkspace, criticWorkspace;
        private readonly AlignedBuffer actorObservations, criticObservations;
        private readonly float[] actions, logProbabilities, advantages, oldValues, returns;
        private readonly bool[] masks;
        private readonly byte[] actorStarts, criticStarts;
        private readonly double[] scratch;

        public Shard(PpoTrainer trainer, int items, AlignedBuffer? gradients)
        {
            this.trainer = trainer;
            Gradients = gradients;
            int rows = items * trainer.itemSteps;
            actorWorkspace = trainer.actor.CreateWorkspace(items, trainer.itemSteps);
            criticWorkspace = trainer.critic.CreateWorkspace(items, trainer.itemSteps);
            actorObservations = new AlignedBuffer((long)rows * trainer.observationSize);
            criticObservations = new AlignedBuffer((long)rows * trainer.criticSize);
            actions = new float[rows * trainer.dimensions];
            masks = new bool[rows * trainer.maskSize];
            logProbabilities = new float[rows];
            advantages = new float[rows];
            oldValues = new float[rows];
            returns = new float[rows];
            actorStarts = GC.AllocateArray<byte>(trainer.recurrent ? rows : 1, pinned: true);
            criticStarts = GC.AllocateArray<byte>(trainer.recurrent ? rows : 1, pinned: true);
            scratch = new double[trainer.distribution.ScratchSize];
            LogStdGradient = new double[trainer.architecture.HasLogStd ? trainer.dimensions : 0];
        }

        /// <summary>Gradients of this shard, or null when it is alone and writes to the block.</summary>
        public AlignedBuffer? Gradients { get; }

        public double[] LogStdGradient { get; }

        public PpoLoss.Sums PolicySums { get; private set; }

        public PpoLoss.Sums ValueSums { get; private set; }

        private float* GradientPointer => Gradients is null ? trainer.parameters.Gradients : Gradients.Pointer;

        public void Policy(ReadOnlySpan<int> chosen)
        {
            Rollout rollout = trainer.rollout;
            int rows = Gather(chosen, trainer.rollout.ObservationSpan, trainer.observationSize, actorObservations, actorStarts), dimensions = trainer.dimensions, maskSize = trainer.maskSize;
            for (int i = 0, r = 0; i < chosen.Length; i++)
            {
                for (int t = 0; t < trainer.itemSteps; t++, r++)
                {
                    int row = Row(chosen[i], t);
                    logProbabilities[r] = rollout.LogProbabilities[row];
                    advantages[r] = rollout.Advantages[row];
                    for (int d = 0; d < dimensions; d++)
                    {
                        actions[(r * dimensions) + d] = rollout.Actions[(row * dimensions) + d];
                    }

                    if (maskSize > 0)
                    {
                        rollout.Masks.AsSpan(row * maskSize, maskSize).CopyTo(masks.AsSpan(r * maskSize));
                    }
                }
            }

            int stride = MatrixLayout.Pad(trainer.actor.Outputs);
            float* outputs = Forward(actorWorkspace, actorObservations, trainer.observationSize, actorStarts, trainer.actorStart, trainer.actor.StateStride, chosen);
            Array.Clear(LogStdGradient);
            var sums = default(PpoLoss.Sums);
            trainer.loss.PolicyRows(
                new PpoBatch
                {
                    Parameters = new ReadOnlySpan<float>(outputs, rows * stride),
                    ParameterStride = stride,
                    LogStd = trainer.LogStd(),
                    Masks = masks.AsSpan(0, rows * maskSize),
                    Actions = actions,
                    OldLogProbabilities = logProbabilities,
                    Advantages = advantages.AsSpan(0, rows),
                    Values = default,
                    OldValues = default,
                    Returns = default,
                },
                trainer.advantageShift,
                trainer.advantageScale,
                trainer.minibatchItems * trainer.itemSteps,
                scratch,
                new Span<float>(actorWorkspace.OutputGradient, rows * stride),
                LogStdGradient,
                ref sums);
            PolicySums = sums;
            actorWorkspace.Backward(GradientPointer, wantInputGradient: false);
        }

        public void Value(ReadOnlySpan<int> chosen)
        {
            Rollout rollout = trainer.rollout;
            int rows = Gather(chosen, rollout.CriticObservationSpan, trainer.criticSize, criticObservations, criticStarts);
            for (int i = 0, r = 0; i < chosen.Length; i++)
            {
                for (int t = 0; t < trainer.itemSteps; t++, r++)
                {
                    int row = Row(chosen[i], t);
                    oldValues[r] = rollout.Values[row];
                    returns[r] = rollout.Returns[row];
                }
            }

            float* outputs = Forward(criticWorkspace, criticObservations, trainer.criticSize, criticStarts, trainer.criticStart, trainer.critic.StateStride, chosen);
            var sums = default(PpoLoss.Sums);
            trainer.loss.ValueRows(
                new PpoBatch
                {
                    Parameters = default,
                    ParameterStride = 0,
                    Actions = default,
                    OldLogProbabilities = default,
                    Advantages = default,
                    Values = new ReadOnlySpan<float>(outputs, rows * MatrixLayout.Lanes),
                    ValueStride = MatrixLayout.Lanes,
                    OldValues = oldValues,
                    Returns = returns.AsSpan(0, rows),
                },
                trainer.minibatchItems * trainer.itemSteps,
                new Span<float>(criticWorkspace.OutputGradient, rows * MatrixLayout.Lanes),
                ref sums);
            ValueSums = sums;
            criticWorkspace.Backward(GradientPointer, wantInputGradient: false);
        }

        private int Row(int item, int t) => trainer.recurrent ? (t * trainer.environments) + item : item;

        private int Gather(ReadOnlySpan<int> chosen, ReadOnlySpan<float> source, int size, AlignedBuffer target, byte[] starts)
        {
            int r = 0;
            Span<float> destination = target.Span;
            foreach (int item in chosen)
            {
                for (int t = 0; t < trainer.itemSteps; t++, r++)
                {
                    int row = Row(item, t);
                    source.Slice(row * size, size).CopyTo(destination.Slice(r * size, size));
                    if (trainer.recurrent)
                    {
                        starts[r] = trainer.rollout.Starts[row];
                    }
                }
            }

            return r;
        }

        private float* Forward(NetworkWorkspace workspace, AlignedBuffer observations, int size, byte[] starts, AlignedBuffer state, int stateStride, ReadOnlySpan<int> chosen)
        {
            if (trainer.recurrent)
            {
                for (int i = 0; i < chosen.Length; i++)
                {
                    state.Span.Slice(chosen[i] * stateStride, stateStride).CopyTo(new Span<float>(workspace.InitialState + ((nint)i * stateStride), stateStride));
                }

                workspace.UseInitialState(true);
                fixed (byte* pinned = starts)
                {
                    workspace.UseResets(pinned);
                }
            }

            return workspace.Forward(observations.Pointer, size, chosen.Length, trainer.itemSteps);
        }
    }
}
