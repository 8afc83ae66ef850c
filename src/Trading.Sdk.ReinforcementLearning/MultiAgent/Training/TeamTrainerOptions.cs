namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Settings of <see cref="TeamTrainer"/>.</summary>
public sealed record TeamTrainerOptions
{
    /// <summary>Settings of each agent's training; the seed of agent i is the seed plus i, and policies are without memory.</summary>
    public PpoOptions Ppo { get; init; } = new();

    /// <summary>True for MAPPO: critics see the state of the whole environment. False for IPPO: critics see what their agent sees. Default true.</summary>
    public bool CentralCritic { get; init; } = true;

    /// <summary>Environments side by side for each agent, at least 1. Default 8.</summary>
    public int Environments { get; init; } = 8;

    /// <summary>Rounds between two snapshots of all policies for the pool of opponents; 0 for no pool, so that partners are always the newest. Default 0.</summary>
    public int SnapshotEveryRounds { get; init; }

    /// <summary>Chance that a partner of one environment is drawn from the pool in a round, in [0, 1]. Default 0.5.</summary>
    public double PoolShare { get; init; } = 0.5;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Environments, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(SnapshotEveryRounds);
        if (PoolShare is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(PoolShare), PoolShare, "Expected a share in [0, 1].");
        }

        if (Ppo.RecurrentSize > 0)
        {
            throw new ArgumentException("Policies of a team are without memory.", nameof(Ppo));
        }
    }
}
