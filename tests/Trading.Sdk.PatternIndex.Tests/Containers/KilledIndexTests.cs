using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Trading.Sdk.Journal;

namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>A process that changes a durable index is killed at moments it does not know; what it acknowledged must be there.</summary>
public sealed class KilledIndexTests : IDisposable
{
    private const string ChildVariable = "TRADING_SDK_PATTERN_INDEX_CHILD";
    private const int Dimension = 200, Ids = 60;
    private readonly string _folder = Directory.CreateTempSubdirectory("killed").FullName;

    /// <summary>The same executable becomes the writing child: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } task)
        {
            string[] parts = task.Split('|');
            ChangeUntilKilled(parts[0], parts[1], Enum.Parse<FsyncPolicy>(parts[2]), int.Parse(parts[3], CultureInfo.InvariantCulture));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("hnsw")]
    [InlineData("flat")]
    public void DurableIndex_KilledAtRandomMoments_LosesNothingAcknowledged(string kind)
    {
        var random = new Random(5);
        int next = 0, snapshots = 0;
        for (int round = 0; round < TestEffort.Count(4, 40); round++)
        {
            FsyncPolicy policy = round % 2 == 0 ? FsyncPolicy.None : FsyncPolicy.Each;
            int acknowledged = KillOne(kind, policy, next, random.Next(50, 250));
            snapshots += Directory.GetFiles(_folder, "*.tsx").Length;
            using DurableIndex index = DurableIndex.Open(_folder, () => Make(kind));

            // At most one change was under way beyond the last acknowledged one.
            int? found = Enumerable.Range(acknowledged, 2).Cast<int?>().FirstOrDefault(done => Equals(index, Model(done!.Value)));
            Assert.True(found is not null, $"round {round}, {policy}: {acknowledged} changes were acknowledged, the index is not what they give");
            next = found.Value;
            Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
        }

        Assert.True(next > 100, $"only {next} changes were made");
        Assert.True(snapshots > 0, "no snapshot was taken");
    }

    private int KillOne(string kind, FsyncPolicy policy, int next, int lines)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(KilledIndexTests).Assembly.Location);
        }

        start.Environment[ChildVariable] = string.Create(CultureInfo.InvariantCulture, $"{_folder}|{kind}|{policy}|{next}");
        using Process child = Process.Start(start)!;
        var seen = new System.Text.StringBuilder();
        for (int i = 0; i < lines; i++)
        {
            string? line = child.StandardOutput.ReadLine();
            Assert.True(line is not null, $"the child ended after {i} changes");
            seen.Append(line).Append('\n');
        }

        // By its own id, wherever it is by now: it does not wait for this reader.
        child.Kill();
        string output = seen.Append(child.StandardOutput.ReadToEnd()).ToString();
        child.WaitForExit();
        int acknowledged = next;
        foreach (string line in output.Split('\n'))
        {
            // The last line may be cut in the middle of the number: only whole lines count.
            if (line.EndsWith('.') && int.TryParse(line[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int done))
            {
                acknowledged = Math.Max(acknowledged, done);
            }
        }

        return acknowledged;
    }

    private static IVectorIndex Make(string kind) => kind == "hnsw" ? new HnswIndex(Dimension) : new FlatIndex(Dimension);

    private static Dictionary<long, float[]> Model(int changes)
    {
        var held = new Dictionary<long, float[]>();
        for (int i = 0; i < changes; i++)
        {
            Change(i, (id, vector) => held[id] = vector, id => held.Remove(id));
        }

        return held;
    }

    /// <summary>The change of a number: always the same.</summary>
    private static void Change(int number, Action<long, float[]> upsert, Action<long> remove)
    {
        var random = new Random(number);
        long id = random.Next(Ids);
        if (random.Next(4) == 0)
        {
            remove(id);
        }
        else
        {
            upsert(id, BruteForce.Vector(random, Dimension));
        }
    }

    private static bool Equals(DurableIndex index, Dictionary<long, float[]> model)
    {
        float[] vector = new float[Dimension];
        return index.Count == model.Count && model.All(held => index.TryGetVector(held.Key, vector) && vector.AsSpan().SequenceEqual(held.Value));
    }

    // Synchronous throughout: other threads may not enter this module before its initialiser has returned.
    private static void ChangeUntilKilled(string folder, string kind, FsyncPolicy policy, int next)
    {
        using DurableIndex index = DurableIndex.Open(folder, () => Make(kind), new DurableIndexOptions { Fsync = policy, SnapshotAfterBytes = 64 << 10 });
        using Stream output = Console.OpenStandardOutput();
        while (true)
        {
            Change(next, (id, vector) => index.Upsert(id, vector), id => index.Remove(id));
            next++;
            output.Write(System.Text.Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture) + ".\n"));
            output.Flush();
        }
    }
}
