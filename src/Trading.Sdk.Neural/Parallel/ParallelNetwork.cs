namespace Trading.Sdk.Neural;

/// <summary>
/// Runs the batches of one network on several threads. A batch is cut into shards of a fixed number of sequences and the
/// gradients of the shards are added in their order, so that the result depends on the batch and the size of a shard, never on the number of threads.
/// </summary>
/// <remarks>Not thread-safe; passes allocate nothing. Recurrent layers start from the zero state.</remarks>
public sealed unsafe class ParallelNetwork : IDisposable
{
    private readonly NetworkWorkspace[] workspaces;
    private readonly AlignedBuffer[] gradients;
    private readonly WorkTeam team;
    private readonly Action<int> forward, backward;
    private readonly int shard;
    private float* source, target;
    private int batch, steps;

    /// <summary>Takes the memory for passes of up to <paramref name="maximumBatch"/> sequences of up to <paramref name="maximumSteps"/> steps.</summary>
    /// <param name="network">The network, bound to its parameters.</param>
    /// <param name="maximumBatch">Most sequences of a pass, at least 1.</param>
    /// <param name="maximumSteps">Most steps of a sequence, at least 1. Default 1.</param>
    /// <param name="threads">Threads, the caller's included, at least 1. Default 2.</param>
    /// <param name="shardSequences">Sequences of a shard, at least 1. Default 64.</param>
    public ParallelNetwork(Network network, int maximumBatch, int maximumSteps = 1, int threads = 2, int shardSequences = 64)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shardSequences, 1);
        Network = network;
        MaximumBatch = maximumBatch;
        shard = Math.Min(shardSequences, maximumBatch);
        int count = (maximumBatch + shard - 1) / shard;
        workspaces = new NetworkWorkspace[count];
        gradients = new AlignedBuffer[count];
        for (int i = 0; i < count; i++)
        {
            workspaces[i] = network.CreateWorkspace(shard, maximumSteps);
            gradients[i] = new AlignedBuffer(network.Parameters.Length);
        }

        team = new WorkTeam(threads);
        forward = Forward;
        backward = Backward;
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Most sequences of a pass.</summary>
    public int MaximumBatch { get; }

    /// <inheritdoc cref="Network.Forward"/>
    public void Forward(ReadOnlySpan<float> input, Span<float> output, int batch, int steps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, MaximumBatch);
        workspaces[0].RequireShape(1, steps);
        Require(input.Length, (long)batch * steps * Network.Inputs, nameof(input));
        Require(output.Length, (long)batch * steps * Network.Outputs, nameof(output));
        (this.batch, this.steps) = (batch, steps);
        fixed (float* x = input, y = output)
        {
            source = x;
            target = y;
            team.Run((batch + shard - 1) / shard, forward);
        }
    }

    /// <summary>Reverse mode of the last forward pass: overwrites the gradients of all parameters of the network's block.</summary>
    /// <param name="outputGradient">Gradient of the loss with respect to the output, [batch × steps × outputs].</param>
    /// <exception cref="ArgumentException">The length is not that of the last forward pass.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass.</exception>
    public void Backward(ReadOnlySpan<float> outputGradient)
    {
        if (batch == 0)
        {
            throw new InvalidOperationException("Backward follows a forward pass.");
        }

        Require(outputGradient.Length, (long)batch * steps * Network.Outputs, nameof(outputGradient));
        int count = (batch + shard - 1) / shard;
        fixed (float* dy = outputGradient)
        {
            source = dy;
            team.Run(count, backward);
        }

        ParameterBlock parameters = Network.Parameters;
        gradients[0].Span.CopyTo(parameters.GradientSpan);
        for (int i = 1; i < count; i++)
        {
            Elementwise.Map<Elementwise.AddKernel>(parameters.Gradients, gradients[i].Pointer, parameters.Gradients, parameters.Length);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Ends the helper threads.</summary>
    public void Dispose() => team.Dispose();

    private void Forward(int index)
    {
        nint first = (nint)index * shard * steps;
        int rows = Sequences(index) * steps;
        float* result = workspaces[index].CopyInputAndForward(source + (first * Network.Inputs), Sequences(index), steps);
        MatrixLayout.CopyRows(result, MatrixLayout.Pad(Network.Outputs), target + (first * Network.Outputs), Network.Outputs, rows, Network.Outputs);
    }

    private void Backward(int index)
    {
        nint first = (nint)index * shard * steps;
        MatrixLayout.CopyRows(source + (first * Network.Outputs), Network.Outputs, workspaces[index].OutputGradient, MatrixLayout.Pad(Network.Outputs), Sequences(index) * steps, Network.Outputs);
        workspaces[index].Backward(gradients[index].Pointer, wantInputGradient: false);
    }

    private int Sequences(int index) => Math.Min(shard, batch - (index * shard));

    private static void Require(int length, long expected, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Expected {expected} numbers, got {length}.", parameter);
        }
    }
}
