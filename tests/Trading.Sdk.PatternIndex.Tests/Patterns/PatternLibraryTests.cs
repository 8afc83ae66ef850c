using FsCheck;
using FsCheck.Fluent;

namespace Trading.Sdk.PatternIndex.Tests;

public class PatternLibraryTests
{
    private static readonly PatternLibraryOptions Options = new() { Dimension = 8, HorizonBars = [1, 5] };

    [Fact]
    public void Search_AsOfATime_EqualsALibraryCutAtThatTime()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(TestEffort.Count(40, 2_000)), Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            List<(Pattern Pattern, float[] Vector)> all = Patterns(seed, 400);
            var random = new Random(seed + 1);
            long asOf = random.Next(0, 1_200);
            using PatternLibrary whole = Fill(all), cut = Fill(all.Where(p => p.Pattern.LabelEndNanos <= asOf));
            float[] query = BruteForce.Vector(random, 8);
            var asked = new PatternQuery
            {
                AsOfNanos = asOf,
                Count = random.Next(1, 30),
                Symbol = random.Next(2) == 0 ? "A" : null,
                StartNanos = asOf - 20,
                EndNanos = asOf,
                ExcludeOverlaps = random.Next(2) == 0,
                Filter = random.Next(2) == 0 ? MetadataFilter.Equal("regime", "calm") : null,
            };
            IReadOnlyList<PatternMatch> one = whole.Search(query, asked), two = cut.Search(query, asked);
            Assert.Equal(two.Select(m => (m.Distance, m.Pattern.Symbol, m.Pattern.StartNanos)), one.Select(m => (m.Distance, m.Pattern.Symbol, m.Pattern.StartNanos)));
            Assert.All(one, m => Assert.True(m.Pattern.LabelEndNanos <= asOf));
            Assert.Equal(cut.BaseRateOfRises(5, asOf), whole.BaseRateOfRises(5, asOf));
            Assert.Equal(cut.Judge(two, 5, asOf), whole.Judge(one, 5, asOf));
            return true;
        }));
    }

    [Fact]
    public void Search_Approximate_NeverReturnsALaterPattern()
    {
        using var library = new PatternLibrary(Options with { Approximate = true });
        foreach ((Pattern pattern, float[] vector) in Patterns(3, 4_000))
        {
            library.Add(pattern, vector);
        }

        for (int asOf = 0; asOf < 1_100; asOf += 50)
        {
            Assert.All(library.Search(BruteForce.Vector(new Random(asOf), 8), new PatternQuery { AsOfNanos = asOf, Count = 50 }), m => Assert.True(m.Pattern.LabelEndNanos <= asOf));
        }
    }

    [Fact]
    public void Search_OverlappingWindowsOfASymbol_KeepsTheNearest()
    {
        using var library = new PatternLibrary(Options);
        for (int i = 0; i < 10; i++)
        {
            library.Add(Make("A", i * 5, (i * 5) + 20, 100), [i, 0, 0, 0, 0, 0, 0, 0]);
            library.Add(Make("B", i * 5, (i * 5) + 20, 100), [i + 0.5f, 0, 0, 0, 0, 0, 0, 0]);
        }

        IReadOnlyList<PatternMatch> matches = library.Search(new float[8], new PatternQuery { AsOfNanos = 200, Count = 10 });
        Assert.Equal(["A 0", "B 0", "A 25", "B 25"], matches.Select(m => $"{m.Pattern.Symbol} {m.Pattern.StartNanos}"));
        matches = library.Search(new float[8], new PatternQuery { AsOfNanos = 200, Count = 3, Symbol = "A", StartNanos = 0, EndNanos = 1_000 });
        Assert.All(matches, m => Assert.Equal("B", m.Pattern.Symbol));
    }

    [Fact]
    public void Search_FlatWindows_AreLeftOutUnlessAsked()
    {
        using var library = new PatternLibrary(Options);
        library.Add(Make("A", 0, 1, 2) with { Shape = new PatternShape(true, 0, 0) }, new float[8]);
        Assert.Empty(library.Search(new float[8], new PatternQuery { AsOfNanos = 9 }));
        Assert.Single(library.Search(new float[8], new PatternQuery { AsOfNanos = 9, ExcludeFlat = false }));
        Assert.True(library.Remove(0));
        Assert.False(library.Remove(0));
        Assert.Empty(library.Search(new float[8], new PatternQuery { AsOfNanos = 9, ExcludeFlat = false }));
    }

    [Fact]
    public void Add_ContradictoryPattern_IsRefusedAndLeavesNothing()
    {
        using var library = new PatternLibrary(Options);
        Assert.Throws<ArgumentException>(() => library.Add(Make("A", 5, 1, 9), new float[8]));
        Assert.Throws<ArgumentException>(() => library.Add(Make("A", 1, 5, 4), new float[8]));
        Assert.Throws<ArgumentException>(() => library.Add(Make("A", 1, 5, 9) with { ForwardReturns = [1] }, new float[8]));
        Assert.Throws<ArgumentException>(() => library.Add(Make("A", 1, 5, 9), new float[7]));
        Assert.Equal(0, library.Count);
        Assert.Equal(0, library.Metadata.Select(MetadataFilter.Has("symbol")).Count);
    }

    [Fact]
    public void MatchHash_AsOfATime_FindsLikeShapesAndNoLaterOnes()
    {
        List<(Pattern Pattern, float[] Vector)> all = Patterns(7, 600);
        using PatternLibrary library = Fill(all);
        const long AsOf = 700;
        float[] near = all[^1].Vector.Select(v => v * 1.01f).ToArray();
        IReadOnlyList<(long Id, int Bits)> found = library.MatchHash(ShapeHash.Compute(near), 20, new PatternQuery { AsOfNanos = AsOf, Count = 1_000 });
        IEnumerable<(long, int)> expected = all
            .Select((p, i) => (Id: (long)i, Bits: ShapeHash.Distance(ShapeHash.Compute(near), ShapeHash.Compute(p.Vector))))
            .Where(p => p.Bits <= 20 && all[(int)p.Id].Pattern.LabelEndNanos <= AsOf)
            .OrderBy(p => p.Bits).ThenBy(p => p.Id);
        Assert.Equal(expected, found);
        Assert.Equal((all.Count - 1, 0), library.MatchHash(ShapeHash.Compute(near), 3, new PatternQuery { AsOfNanos = 10_000 })[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => library.MatchHash(0, 65, new PatternQuery { AsOfNanos = 1 }));
    }

    [Fact]
    public void Judge_MatchesOfTheFuture_IsRefused()
    {
        using var library = new PatternLibrary(Options);
        long id = library.Add(Make("A", 1, 5, 9), new float[8]);
        PatternMatch[] matches = [new PatternMatch(id, 0, library.Find(id)!)];
        Assert.Throws<ArgumentException>(() => library.Judge(matches, 5, 8));
        Assert.Throws<ArgumentException>(() => library.Judge(matches, 3, 9));
        Assert.Equal(1, library.Judge(matches, 5, 9).Count);
    }

    private static PatternLibrary Fill(IEnumerable<(Pattern Pattern, float[] Vector)> patterns)
    {
        var library = new PatternLibrary(Options);
        foreach ((Pattern pattern, float[] vector) in patterns)
        {
            library.Add(pattern, vector);
        }

        return library;
    }

    private static List<(Pattern Pattern, float[] Vector)> Patterns(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ =>
        {
            long start = random.Next(1_000);
            Pattern pattern = Make(random.Next(3) switch { 0 => "A", 1 => "B", _ => "C" }, start, start + 20, start + 20 + random.Next(1, 100)) with
            {
                Regime = random.Next(2) == 0 ? "calm" : null,
                ForwardReturns = [random.NextDouble() - 0.5, random.Next(4) == 0 ? double.NaN : random.NextDouble() - 0.4],
            };
            return (pattern, BruteForce.Vector(random, 8));
        }).ToList();
    }

    private static Pattern Make(string symbol, long start, long end, long labelEnd) => new()
    {
        Symbol = symbol,
        StartNanos = start,
        EndNanos = end,
        LabelEndNanos = labelEnd,
        ForwardReturns = [0.01, 0.02],
    };
}
