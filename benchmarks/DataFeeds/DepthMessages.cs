using System.Globalization;
using System.Text;

namespace Trading.Sdk.Benchmarks.DataFeeds;

/// <summary>
/// A seeded session of spot depth messages in the venue's own form, on average as long as the 597 bytes of a busy 100 ms interval,
/// with the snapshot they follow on from.
/// </summary>
internal sealed class DepthMessages
{
    private const int LevelsPerSide = 1000;

    public DepthMessages(int count, int seed)
    {
#pragma warning disable RS0030 // Seeded.
        var random = new Random(seed);
#pragma warning restore RS0030
        long mid = 6_173_763;
        var sides = new SortedDictionary<long, long>[] { new(Comparer<long>.Create((a, b) => b.CompareTo(a))), [] };
        for (int i = 0; i < LevelsPerSide; i++)
        {
            sides[0][mid - 1 - (i * 3) - random.Next(3)] = random.Next(1, 500_000);
            sides[1][mid + 1 + (i * 3) + random.Next(3)] = random.Next(1, 500_000);
        }

        long id = 50_093_239_188;
        Snapshot = Encoding.UTF8.GetBytes($"{{\"lastUpdateId\":{id},\"bids\":[{Write(sides[0])}],\"asks\":[{Write(sides[1])}]}}");
        Messages = new byte[count][];
        for (int n = 0; n < count; n++)
        {
            var changes = new[] { new SortedDictionary<long, long>(), new SortedDictionary<long, long>() };
            for (int i = 0; i < 15; i++)
            {
                int s = random.Next(2), sign = s == 0 ? -1 : 1;
                long best = sides[s].First().Key, other = sides[1 - s].First().Key;
                long price = best + (sign * (random.Next(12) == 0 ? random.Next(-3, 600) : random.Next(-1, 40)));
                long quantity = random.Next(3) == 0 && sides[s].Count > LevelsPerSide / 2 ? 0 : random.Next(1, 500_000);
                if (s == 0 ? price >= other : price <= other)
                {
                    continue;
                }

                changes[s][price] = quantity;
                if (quantity == 0)
                {
                    sides[s].Remove(price);
                }
                else
                {
                    sides[s][price] = quantity;
                }
            }

            long first = id + 1;
            id += 15;
            Messages[n] = Encoding.UTF8.GetBytes($"{{\"e\":\"depthUpdate\",\"E\":{1_723_161_255_208 + (n * 100L)},\"s\":\"BTCUSDT\",\"U\":{first},\"u\":{id},\"b\":[{Write(changes[0])}],\"a\":[{Write(changes[1])}]}}");
        }

        BestBid = sides[0].First().Key;
        BestAsk = sides[1].First().Key;
    }

    public byte[] Snapshot { get; }

    public byte[][] Messages { get; }

    /// <summary>The same messages with the fields in another order.</summary>
    public byte[][] Reordered => field ??= [.. Messages.Select(m => Reorder(Encoding.UTF8.GetString(m)))];

    /// <summary>The same messages with white space behind every comma and colon.</summary>
    public byte[][] Spaced => field ??= [.. Messages.Select(m => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(m).Replace(",", ", ", StringComparison.Ordinal).Replace(":", ": ", StringComparison.Ordinal)))];

    public long BestBid { get; }

    public long BestAsk { get; }

    public double BytesPerMessage => Messages.Average(m => m.Length);

    public void Save(string file)
    {
        using FileStream stream = File.Create(file);
        foreach (byte[] line in (byte[][])[Snapshot, .. Messages])
        {
            stream.Write(line);
            stream.WriteByte((byte)'\n');
        }
    }

    private static byte[] Reorder(string message)
    {
        // {"e":…,"E":…,"s":…,"U":…,"u":…,"b":…,"a":…} → {"a":…,"b":…,"u":…,"U":…,"s":…,"E":…,"e":…}: nothing is known when the levels come.
        string[] names = ["\"e\":", "\"E\":", "\"s\":", "\"U\":", "\"u\":", "\"b\":", "\"a\":"];
        int[] places = [.. names.Select(n => message.IndexOf(n, StringComparison.Ordinal)), message.Length];
        return Encoding.UTF8.GetBytes("{" + string.Join(',', names.Select((_, i) => message[places[i]..(places[i + 1] - 1)]).Reverse()) + "}");
    }

    private static string Write(SortedDictionary<long, long> levels) =>
        string.Join(',', levels.Select(l => string.Create(CultureInfo.InvariantCulture, $"[\"{l.Key / 100m:F8}\",\"{l.Value / 100_000m:F8}\"]")));
}
