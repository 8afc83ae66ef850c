using FsCheck;
using FsCheck.Fluent;

namespace Trading.Sdk.PatternIndex.Tests;

public class MetadataTableTests
{
    [Fact]
    public void Select_AnyExpression_EqualsTheRowByRowModel()
    {
        Gen<(int Symbol, int Year, int Missing)> row =
            from symbol in Gen.Choose(0, 3)
            from year in Gen.Choose(2000, 2005)
            from missing in Gen.Choose(0, 3)
            select (symbol, year, missing);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Gen.ListOf(row, 150).ToArbitrary(), rows =>
        {
            using var table = new MetadataTable(("symbol", MetadataType.Text), ("year", MetadataType.Integer), ("win", MetadataType.Boolean), ("return", MetadataType.Number));
            for (int i = 0; i < rows.Count; i++)
            {
                (int symbol, int year, int missing) = rows[i];
                List<(string, MetadataValue)> values = [("symbol", "S" + symbol), ("return", (year - 2002) / 10.0)];
                if (missing != 0)
                {
                    values.Add(("year", (long)year));
                }

                if (missing != 1)
                {
                    values.Add(("win", year > 2002));
                }

                table.Set(i * 2, values.ToArray());
            }

            void Same(MetadataFilter filter, Func<(int Symbol, int Year, int Missing), bool> model)
            {
                IdBitmap selected = table.Select(filter);
                for (int i = 0; i < rows.Count; i++)
                {
                    Assert.Equal(model(rows[i]), selected.Contains(i * 2));
                    Assert.False(selected.Contains((i * 2) + 1));
                }
            }

            Same(MetadataFilter.Equal("symbol", "S1"), r => r.Symbol == 1);
            Same(!MetadataFilter.Equal("symbol", "S1"), r => r.Symbol != 1);
            Same(MetadataFilter.In("symbol", "S1", "S2") & MetadataFilter.AtLeast("year", 2003), r => r.Symbol is 1 or 2 && r.Missing != 0 && r.Year >= 2003);
            Same(!MetadataFilter.Between("year", 2001, 2003), r => r.Missing == 0 || r.Year is < 2001 or > 2003);
            Same(MetadataFilter.Equal("win", true) | MetadataFilter.AtMost("return", -0.1), r => (r.Missing != 1 && r.Year > 2002) || r.Year <= 2001);
            Same(MetadataFilter.AtLeast("year", 2002.5), r => r.Missing != 0 && r.Year >= 2003);
            Same(!MetadataFilter.Has("year"), r => r.Missing == 0);
            return true;
        }));
    }

    [Fact]
    public void Select_RareAndFrequentTexts_StayExactThroughChanges()
    {
        const int Rows = 5_000;
        var random = new Random(3);
        using var table = new MetadataTable(("id", MetadataType.Text), ("symbol", MetadataType.Text));
        string[] symbols = new string[Rows];
        bool[] held = new bool[Rows];
        for (int i = 0; i < 4 * Rows; i++)
        {
            int row = random.Next(Rows);
            held[row] = random.Next(4) != 0;
            symbols[row] = random.Next(3) == 0 ? "rare" + random.Next(40) : "S" + random.Next(3);
            if (held[row])
            {
                table.Set(row, ("id", "row " + row), ("symbol", symbols[row]));
            }
            else
            {
                table.Remove(row);
            }
        }

        foreach (string symbol in new[] { "S0", "S1", "S2", "rare0", "rare39", "none" })
        {
            IdBitmap selected = table.Select(MetadataFilter.Equal("symbol", symbol));
            Assert.Equal(Enumerable.Range(0, Rows).Where(r => held[r] && symbols[r] == symbol), Enumerable.Range(0, Rows).Where(r => selected.Contains(r)));
        }

        int some = Array.IndexOf(held, true);
        Assert.Equal(some, table.Select(MetadataFilter.Equal("id", "row " + some)).Next(0));

        // Texts that are all different must not take a bitmap each.
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var unique = new MetadataTable(("id", MetadataType.Text));
        for (int row = 0; row < 50_000; row++)
        {
            unique.Set(row, ("id", "row " + row));
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50_000 * 600L);
    }

    [Fact]
    public void Set_WrongTypeOrField_NamesItAndChangesNothing()
    {
        using var table = new MetadataTable(("year", MetadataType.Integer));
        table.Set(0, ("year", 1L));
        Assert.Contains("year", Assert.Throws<ArgumentException>(() => table.Set(0, ("year", "x"))).Message, StringComparison.Ordinal);
        Assert.Contains("month", Assert.Throws<ArgumentException>(() => table.Set(0, ("month", 1L))).Message, StringComparison.Ordinal);
        Assert.Equal(1L, table.Get(0, "year")!.Value.Integer);
        table.Remove(0);
        Assert.Null(table.Get(0, "year"));
    }

    [Fact]
    public void IdBitmap_SetOperations_EqualHashSets()
    {
        var random = new Random(3);
        HashSet<long> a = [], b = [];
        var left = new IdBitmap();
        var right = new IdBitmap(10);
        for (int i = 0; i < 200; i++)
        {
            long x = random.Next(1000), y = random.Next(700);
            a.Add(x);
            left.Add(x);
            b.Add(y);
            right.Add(y);
        }

        Assert.Equal(a.Count, left.Count);
        left.UnionWith(right);
        a.UnionWith(b);
        Assert.Equal(a.Order(), Ids(left));
        left.Complement(900);
        Assert.Equal(Enumerable.Range(0, 900).Select(i => (long)i).Except(a), Ids(left));
        left.IntersectWith(right);
        Assert.Empty(Ids(left));
    }

    private static IEnumerable<long> Ids(IdBitmap set)
    {
        for (long id = set.Next(0); id >= 0; id = set.Next(id + 1))
        {
            yield return id;
        }
    }
}
