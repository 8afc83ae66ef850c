using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>The samples between two updates, [time × environments] each.</summary>
internal sealed unsafe class Rollout
{
    private readonly AlignedBuffer observations;
    private readonly AlignedBuffer? criticObservations;

    public Rollout(int steps, int environments, int observationSize, int criticSize, int dimensions, int maskSize)
    {
        int rows = checked(steps * environments);
        observations = new AlignedBuffer((long)(rows + environments) * observationSize);
        criticObservations = criticSize > 0 ? new AlignedBuffer((long)(rows + environments) * criticSize) : null;
        Actions = new float[rows * dimensions];
        Masks = new bool[rows * maskSize];
        LogProbabilities = new float[rows];
        Rewards = new float[rows];
        Values = new float[rows];
        FinalValues = new float[rows];
        LastValues = new float[environments];
        Terminated = new bool[rows];
        Truncated = new bool[rows];
        Starts = new byte[rows];
        Advantages = new float[rows];
        Returns = new float[rows];
    }

    /// <summary>Normalised observations acted on; one further step at the end for the last values.</summary>
    public float* Observations => observations.Pointer;

    public Span<float> ObservationSpan => observations.Span;

    /// <summary>The same as the critic sees them: the observations themselves unless the critic knows more.</summary>
    public float* CriticObservations => (criticObservations ?? observations).Pointer;

    public Span<float> CriticObservationSpan => (criticObservations ?? observations).Span;

    public float[] Actions { get; }

    public bool[] Masks { get; }

    public float[] LogProbabilities { get; }

    public float[] Rewards { get; }

    public float[] Values { get; }

    public float[] FinalValues { get; }

    public float[] LastValues { get; }

    public bool[] Terminated { get; }

    public bool[] Truncated { get; }

    /// <summary>1 where the observation is the first of an episode.</summary>
    public byte[] Starts { get; }

    public float[] Advantages { get; }

    public float[] Returns { get; }
}
