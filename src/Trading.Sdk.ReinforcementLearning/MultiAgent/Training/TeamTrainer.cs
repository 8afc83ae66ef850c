using System.Globalization;
using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Trains all agents of an environment, each with networks and environments of its own, in rounds: one iteration for each
/// agent in turn, while the others act by their newest policies or by older ones from the pool. Independent PPO (de Witt et al., 2020)
/// or, with central critics, MAPPO (Yu et al., 2022). The same seed gives the same bits; so does a run resumed between two rounds.
/// </summary>
/// <remarks>Agents are updated one behind the other (as in HAPPO of Kuba et al., 2022), not from one joint rollout: an update always answers the policies that the partners have now.</remarks>
public sealed class TeamTrainer : IDisposable
{
    private readonly TeamTrainerOptions options;
    private readonly AgentEnvironment[][] views;
    private readonly PpoTrainer[] trainers;

    /// <summary>Prepares the trainings.</summary>
    /// <param name="factory">Makes environments that are equal to each other.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public TeamTrainer(Func<IMultiAgentEnvironment> factory, TeamTrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        this.options = options ??= new TeamTrainerOptions();
        options.Validate();
        Agents = factory().Agents;
        views = new AgentEnvironment[Agents.Count][];
        trainers = new PpoTrainer[Agents.Count];
        for (int a = 0; a < trainers.Length; a++)
        {
            int agent = a;
            views[a] = [.. Enumerable.Range(0, options.Environments).Select(_ => new AgentEnvironment(factory(), agent, options.CentralCritic))];
            trainers[a] = new PpoTrainer(new VectorEnvironment(options.Environments, e => views[agent][e]), options.Ppo with { Seed = options.Ppo.Seed + (ulong)a });
        }

        Pool = new OpponentPool(options.Ppo.Seed);
    }

    /// <summary>The agents in their order.</summary>
    public IReadOnlyList<AgentSpecification> Agents { get; }

    /// <summary>The training of each agent.</summary>
    public IReadOnlyList<PpoTrainer> Trainers => trainers;

    /// <summary>Earlier policies, when the options ask for snapshots.</summary>
    public OpponentPool Pool { get; }

    /// <summary>Rounds done.</summary>
    public long Rounds { get; private set; }

    /// <summary>True when the agents have used up their steps.</summary>
    public bool IsFinished => trainers[0].IsFinished;

    /// <summary>Trains to the end, or until a callback says stop.</summary>
    /// <param name="afterRound">Gets the progress of each agent; false stops the training. Null for none.</param>
    /// <param name="cancellation">Stops between two rounds.</param>
    public void Train(Func<TeamTrainer, IReadOnlyList<PpoProgress>, bool>? afterRound = null, CancellationToken cancellation = default)
    {
        while (!IsFinished)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<PpoProgress> progress = Round();
            if (afterRound is not null && !afterRound(this, progress))
            {
                return;
            }
        }
    }

    /// <summary>One iteration of each agent.</summary>
    public IReadOnlyList<PpoProgress> Round()
    {
        var progress = new PpoProgress[trainers.Length];
        for (int a = 0; a < trainers.Length; a++)
        {
            SetPartners(a);
            progress[a] = trainers[a].Iterate();
        }

        Rounds++;
        if (options.SnapshotEveryRounds > 0 && Rounds % options.SnapshotEveryRounds == 0)
        {
            for (int a = 0; a < trainers.Length; a++)
            {
                Pool.Add(string.Create(CultureInfo.InvariantCulture, $"{Agents[a].Name}@{Rounds:D6}"), Agents[a].Name, trainers[a].CreatePolicy());
            }
        }

        return progress;
    }

    /// <summary>The policy of an agent as it is now.</summary>
    public PpoPolicy CreatePolicy(int agent) => trainers[agent].CreatePolicy();

    /// <summary>Writes everything the training depends on to a folder: one checkpoint an agent, and the pool.</summary>
    public void SaveCheckpoint(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int a = 0; a < trainers.Length; a++)
        {
            SafetensorsFile file = trainers[a].ToCheckpoint();
            file.Metadata["rounds"] = Rounds.ToString(CultureInfo.InvariantCulture);
            file.Save(Path.Combine(folder, Agents[a].Name + ".checkpoint.safetensors"));
        }

        Pool.Save(Path.Combine(folder, "pool"));
    }

    /// <summary>Goes on from a checkpoint of the same agents and options.</summary>
    /// <exception cref="SafetensorsFormatException">A file is damaged or no checkpoint.</exception>
    /// <exception cref="PolicyMismatchException">The checkpoint belongs to other options or shapes.</exception>
    public void LoadCheckpoint(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        for (int a = 0; a < trainers.Length; a++)
        {
            SafetensorsFile file = SafetensorsFile.Load(Path.Combine(folder, Agents[a].Name + ".checkpoint.safetensors"));
            trainers[a].Restore(file);
            Rounds = long.TryParse(file.Metadata.GetValueOrDefault("rounds"), CultureInfo.InvariantCulture, out long rounds)
                ? rounds
                : throw new SafetensorsFormatException($"The checkpoint of '{Agents[a].Name}' names no round.");
        }

        Pool.Load(Path.Combine(folder, "pool"));
    }

    /// <summary>Ends the helper threads.</summary>
    public void Dispose()
    {
        foreach (PpoTrainer trainer in trainers)
        {
            trainer.Dispose();
        }
    }

    private void SetPartners(int agent)
    {
        // A stream of the round alone, so that a resumed run draws the same partners.
        var random = new RandomStream(options.Ppo.Seed, (12UL << 32) + ((ulong)Rounds * (ulong)trainers.Length) + (ulong)agent);
        for (int p = 0; p < trainers.Length; p++)
        {
            if (p == agent)
            {
                continue;
            }

            PpoPolicy newest = trainers[p].CreatePolicy();
            foreach (AgentEnvironment view in views[agent])
            {
                PpoPolicy? earlier = random.NextDouble() < options.PoolShare ? Pool.Draw(Agents[p].Name, ref random) : null;
                view.SetPartner(p, (earlier ?? newest).Copy());
            }
        }
    }
}
