using System.Text.Json;
using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Earlier policies of the agents with their Elo ratings: partners for training, so that a policy does not forget how to
/// deal with what it once beat, and a ladder to see progress on where returns against moving opponents say nothing. Not thread-safe.
/// </summary>
public sealed class OpponentPool
{
    private readonly SortedDictionary<string, (string Agent, PpoPolicy Policy)> members = new(StringComparer.Ordinal);
    private readonly ulong seed;

    /// <summary>Makes an empty pool.</summary>
    /// <param name="seed">Seed of <see cref="RunTournament"/>.</param>
    public OpponentPool(ulong seed = 1) => this.seed = seed;

    /// <summary>Most policies of one agent; the oldest by name leaves. At least 1. Default 16.</summary>
    public int Capacity
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A pool has room for at least one policy.");
    } = 16;

    /// <summary>Ratings of the policies in the pool.</summary>
    public EloRatings Elo { get; } = new();

    /// <summary>Names of the policies in order.</summary>
    public IReadOnlyCollection<string> Names => members.Keys;

    /// <summary>A policy of the pool.</summary>
    public PpoPolicy this[string name] => members[name].Policy;

    /// <summary>Takes a policy in.</summary>
    /// <param name="name">Its name; names of one agent sort by age.</param>
    /// <param name="agent">Name of the agent it acts for.</param>
    /// <param name="policy">The policy.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, string agent, PpoPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(policy);
        members.Add(name, (agent, policy));
        // A newcomer starts where its predecessor stands.
        string? predecessor = members.Where(m => m.Value.Agent == agent && m.Key != name).Select(m => m.Key).LastOrDefault();
        Elo.Add(name, predecessor is null ? 1200 : Elo.Ratings[predecessor]);
        if (members.Count(m => m.Value.Agent == agent) > Capacity)
        {
            string oldest = members.First(m => m.Value.Agent == agent).Key;
            members.Remove(oldest);
            Elo.Remove(oldest);
        }
    }

    /// <summary>Draws a policy of an agent, each with the same chance; null when there is none.</summary>
    public PpoPolicy? Draw(string agent, ref RandomStream random)
    {
        int count = members.Count(m => m.Value.Agent == agent);
        return count == 0 ? null : members.Where(m => m.Value.Agent == agent).ElementAt(random.NextInt32(count)).Value.Policy;
    }

    /// <summary>Lets every policy play every other in both seats of a two-agent environment and rates the results: the higher total reward wins, a difference of less than <paramref name="draw"/> is a draw.</summary>
    /// <param name="factory">Makes the environment; both agents have the same shapes.</param>
    /// <param name="rounds">Games in each pairing and seat, at least 1.</param>
    /// <param name="draw">Largest difference of a draw.</param>
    public void RunTournament(Func<IMultiAgentEnvironment> factory, int rounds, double draw = 0)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        string[] names = [.. members.Keys];
        ulong game = 0;
        IMultiAgentEnvironment environment = factory();
        for (int r = 0; r < rounds; r++)
        {
            foreach (string first in names)
            {
                foreach (string second in names)
                {
                    if (first == second)
                    {
                        continue;
                    }

                    var random = new RandomStream(seed, (13UL << 32) + game++);
                    double difference = Play(environment, members[first].Policy, members[second].Policy, ref random);
                    Elo.Record(first, second, Math.Abs(difference) <= draw ? 0.5 : difference > 0 ? 1 : 0);
                }
            }
        }
    }

    /// <summary>Plays one episode with drawn actions.</summary>
    /// <returns>Total reward of the first less that of the second.</returns>
    public static double Play(IMultiAgentEnvironment environment, PpoPolicy first, PpoPolicy second, ref RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (environment.Agents.Count != 2)
        {
            throw new ArgumentException($"Expected two agents, got {environment.Agents.Count}.", nameof(environment));
        }

        float[] observation = new float[environment.Agents[0].ObservationSize], other = new float[environment.Agents[1].ObservationSize], rewards = new float[2];
        int width = environment.Agents[0].ActionSpace.Dimensions;
        var actions = new float[width + environment.Agents[1].ActionSpace.Dimensions];
        environment.Reset(ref random);
        double difference = 0;
        StepResult result;
        int steps = 0;
        do
        {
            environment.Observe(0, observation);
            environment.Observe(1, other);
            first.Sample(observation, actions.AsSpan(0, width), ref random);
            second.Sample(other, actions.AsSpan(width), ref random);
            result = environment.Step(actions, ref random, rewards);
            difference += rewards[0] - rewards[1];
            steps++;
        }
        while (!result.Terminated && !result.Truncated && (environment.MaximumSteps == 0 || steps < environment.MaximumSteps));
        return difference;
    }

    /// <summary>Writes the pool to a folder: one policy file a member, and <c>pool.json</c> with names, agents and ratings.</summary>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        using FileStream stream = File.Create(Path.Combine(folder, "pool.json"));
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach ((string name, (string agent, PpoPolicy policy)) in members)
        {
            policy.Save(Path.Combine(folder, name + ".safetensors"));
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("agent", agent);
            writer.WriteNumber("elo", Elo.Ratings[name]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Replaces the pool by one that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException"><c>pool.json</c> is damaged.</exception>
    public void Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        members.Clear();
        Elo.Clear();
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "pool.json")));
            foreach (JsonElement entry in document.RootElement.EnumerateArray())
            {
                string name = entry.GetProperty("name").GetString()!;
                members.Add(name, (entry.GetProperty("agent").GetString()!, PpoPolicy.Load(Path.Combine(folder, Path.GetFileName(name) + ".safetensors"))));
                Elo.Add(name, entry.GetProperty("elo").GetDouble());
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The pool in '{folder}' is damaged: {e.Message}", e);
        }
    }
}
