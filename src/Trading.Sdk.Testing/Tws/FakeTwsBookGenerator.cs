using System.Globalization;

namespace Trading.Sdk.Testing;

/// <summary>
/// A seeded random true book and the steps by which a gateway would tell it: positional (inserts and deletes only at the tail, moved
/// rows as updates) or shifting (inserts and deletes in the middle). Whatever was taken so far, <see cref="Bids"/> and
/// <see cref="Asks"/> are what a client must have.
/// </summary>
public sealed class FakeTwsBookGenerator
{
    private static readonly string[] Makers = ["ARCA", "NYSE", "NSDQ", "BATS", "IEX", "DRCTEDGE"];

    private readonly Random random;
    private readonly int rows;
    private readonly bool shifting;
    private readonly bool hasMakers;
    private readonly List<(long Price, long Size, string Maker)>[] sides = [[], []];

    /// <summary>Creates a book of a few rows a side.</summary>
    /// <param name="seed">Same seed, same steps.</param>
    /// <param name="rows">Rows a side at most.</param>
    /// <param name="shifting">True: inserts and deletes in the middle.</param>
    /// <param name="hasMakers">True: several rows of one price with owners.</param>
    public FakeTwsBookGenerator(int seed, int rows, bool shifting, bool hasMakers)
    {
        random = new Random(seed);
        this.rows = rows;
        this.shifting = shifting;
        this.hasMakers = hasMakers;
        for (int side = 0; side < 2; side++)
        {
            for (int i = random.Next(1, rows + 1); i > 0; i--)
            {
                AddTo(side);
            }
        }
    }

    /// <summary>The asks, best first, as price, size and owner.</summary>
    public IReadOnlyList<(string Price, string Size, string Maker)> Asks => Show(0);

    /// <summary>The bids, best first.</summary>
    public IReadOnlyList<(string Price, string Size, string Maker)> Bids => Show(1);

    /// <summary>The whole book as inserts, as a new subscription or a reset gets it.</summary>
    public IEnumerable<FakeTwsStep> Snapshot()
    {
        for (int side = 1; side >= 0; side--)
        {
            for (int i = 0; i < sides[side].Count; i++)
            {
                yield return Step(0, i, side);
            }
        }
    }

    /// <summary>Changes the book once and tells it.</summary>
    public IReadOnlyList<FakeTwsStep> Change()
    {
        int side = random.Next(2);
        List<(long Price, long Size, string Maker)> list = sides[side];
        int choice = random.Next(10);
        if (choice < 4 && list.Count > 0)
        {
            int at = random.Next(list.Count);
            list[at] = list[at] with { Size = random.Next(1, 100_000) };
            return [Step(1, at, side)];
        }

        if (choice < 7 || list.Count < 2)
        {
            return Insert(side);
        }

        int position = random.Next(list.Count);
        list.RemoveAt(position);
        var steps = new List<FakeTwsStep>();
        if (shifting)
        {
            steps.Add(FakeTwsStep.Row(2, position, side, "0.0", "0"));
            return steps;
        }

        for (int i = position; i < list.Count; i++)
        {
            steps.Add(Step(1, i, side));
        }

        steps.Add(FakeTwsStep.Row(2, list.Count, side, "0.0", "0"));
        return steps;
    }

    private List<FakeTwsStep> Insert(int side)
    {
        List<(long Price, long Size, string Maker)> list = sides[side];
        int before = list.Count;
        var steps = new List<FakeTwsStep>();
        int at = AddTo(side);
        if (at == rows)
        {
            list.RemoveAt(rows);
            return steps;
        }

        if (shifting)
        {
            // Some venues delete the last row first, some leave the cut to the client.
            if (before == rows && random.Next(2) == 0)
            {
                steps.Add(FakeTwsStep.Row(2, rows - 1, side, "0.0", "0"));
            }

            steps.Add(Step(0, at, side));
        }
        else
        {
            for (int i = at; i < Math.Min(before, rows); i++)
            {
                steps.Add(Step(1, i, side));
            }

            if (before < rows)
            {
                steps.Add(Step(0, before, side));
            }
        }

        if (list.Count > rows)
        {
            list.RemoveAt(rows);
        }

        return steps;
    }

    private int AddTo(int side)
    {
        List<(long Price, long Size, string Maker)> list = sides[side];
        int sign = side == 1 ? -1 : 1;
        // Bids at 100.00 and below, asks above: never crossed.
        long price = side == 1 ? 10_000 - random.Next(40) : 10_001 + random.Next(40);
        if (!hasMakers && list.Exists(r => r.Price == price))
        {
            price = list.Count == 0 ? price : list[^1].Price + (sign * (1 + random.Next(3)));
        }

        int at = list.FindIndex(r => sign * (r.Price - price) > 0);
        at = at < 0 ? list.Count : at;
        list.Insert(at, (price, random.Next(1, 100_000), hasMakers ? Makers[random.Next(Makers.Length)] : ""));
        return at;
    }

    private FakeTwsStep Step(int operation, int position, int side)
    {
        (string price, string size, string maker) = Show(sides[side][position]);
        return FakeTwsStep.Row(operation, position, side, price, size, maker);
    }

    private List<(string Price, string Size, string Maker)> Show(int side) => sides[side].ConvertAll(Show);

    private static (string Price, string Size, string Maker) Show((long Price, long Size, string Maker) row) =>
        ((row.Price / 100m).ToString("0.0#", CultureInfo.InvariantCulture), (row.Size / 1000m).ToString("0.###", CultureInfo.InvariantCulture), row.Maker);
}
