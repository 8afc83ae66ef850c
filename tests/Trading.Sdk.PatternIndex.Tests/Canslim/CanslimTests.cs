using System.Globalization;
using System.IO.Compression;

namespace Trading.Sdk.PatternIndex.Tests;

public class CanslimTests
{
    [Fact]
    public void CupWithHandle_RoundedCup_IsFoundAndAVIsNot()
    {
        double[] cup = [.. Rise(60, 60, 100), .. Enumerable.Range(0, 80).Select(i => 100 - (25 * Math.Sin(Math.PI * i / 79.0))), .. Line(10, 100, 93), .. Line(4, 93, 96)];
        DetectedBase found = Assert.NotNull(BaseDetectors.CupWithHandle(cup));
        Assert.InRange(found.Depth, 0.2, 0.28);
        Assert.InRange(found.Pivot, 97, 101);
        double[] sharp = [.. Rise(60, 60, 100), .. Line(40, 100, 75), .. Line(40, 75, 100), .. Line(10, 100, 93), .. Line(4, 93, 96)];
        Assert.Null(BaseDetectors.CupWithHandle(sharp));
        Assert.Null(BaseDetectors.CupWithHandle(Rise(200, 50, 150)));
    }

    [Fact]
    public void FlatBase_AfterAnAdvance_IsFoundAndWithoutOneNot()
    {
        double[] range = Enumerable.Range(0, 40).Select(i => 100 + (3 * Math.Sin(i * 0.8))).ToArray();
        DetectedBase found = Assert.NotNull(BaseDetectors.FlatBase([.. Rise(80, 70, 100), .. range]));
        Assert.InRange(found.Depth, 0.03, 0.11);
        Assert.Null(BaseDetectors.FlatBase([.. Line(80, 100, 100), .. range]));
        Assert.Null(BaseDetectors.FlatBase(Rise(160, 50, 150)));
    }

    [Fact]
    public void DoubleBottom_W_IsFoundAndASingleLowIsNot()
    {
        double[] w = [.. Line(20, 100, 75), .. Line(15, 75, 88), .. Line(15, 88, 74.5), .. Line(16, 74.5, 88.5)];
        DetectedBase found = Assert.NotNull(BaseDetectors.DoubleBottom(w));
        Assert.InRange(found.Pivot, 87.5, 88.5);
        Assert.Null(BaseDetectors.DoubleBottom([.. Line(30, 100, 75), .. Line(30, 75, 100)]));
        Assert.Null(BaseDetectors.DoubleBottom([.. Line(20, 100, 75), .. Line(15, 75, 88), .. Line(15, 88, 60), .. Line(16, 60, 88.5)]));
    }

    [Fact]
    public void AscendingTriangle_RisingLowsUnderOneHigh_IsFoundAndAChannelIsNot()
    {
        double[] triangle = [.. Line(8, 80, 100), .. Line(8, 100, 88), .. Line(8, 88, 100), .. Line(7, 100, 92), .. Line(7, 92, 100), .. Line(6, 100, 95), .. Line(5, 95, 99.5)];
        Assert.NotNull(BaseDetectors.AscendingTriangle(triangle));
        double[] channel = [.. Line(8, 80, 100), .. Line(8, 100, 88), .. Line(8, 88, 110), .. Line(8, 110, 98), .. Line(8, 98, 120), .. Line(8, 120, 108), .. Line(4, 108, 114)];
        Assert.Null(BaseDetectors.AscendingTriangle(channel));
    }

    [Theory]
    [InlineData("yahoofinance-AAPL-20040819-20180120.csv.gz")]
    [InlineData("MSFT_daily_1990_2022.csv.gz")]
    [InlineData("yahoofinance-SPY-20080101-20180101.csv.gz")]
    public void Generate_RealBars_GivesAllSevenScores(string file)
    {
        DailyBar[] bars = Bars(SharedFolder.Require("data/bars/" + file));
        var generator = new CanslimPatternGenerator(new CanslimOptions { StepBars = 40 });
        IReadOnlyList<CanslimPattern> patterns = generator.Generate("X", bars);
        CanslimScores last = generator.Score("X", bars);
        Assert.All(last.All, s => Assert.InRange(Assert.NotNull(s), 0, 1));
        Assert.True(patterns.Count > 40);
        Assert.All(patterns, p => Assert.Equal(32, p.Vector.Length));
    }

    [Fact]
    public void Generate_ClosesOnly_GivesPatternsWithoutTheVolumeScores()
    {
        string path = SharedFolder.Require("data/bars/sp500_dataset.csv.gz");
        int total = 0;
        foreach (int column in new[] { 1, 6, 13 })
        {
            DailyBar[] bars = Bars(path, column);
            IReadOnlyList<CanslimPattern> patterns = new CanslimPatternGenerator(new CanslimOptions { StepBars = 20 }).Generate("X", bars);
            total += patterns.Count;
            Assert.All(patterns, p =>
            {
                Assert.Null(p.Scores.S);
                Assert.Null(p.Scores.I);
                Assert.NotNull(p.Scores.N);
                Assert.NotNull(p.Scores.L);
            });
        }

        Assert.True(total >= 1_000, $"{total}");
    }

    [Fact]
    public void Generate_Prefixes_GiveTheSameScoresAndVectors()
    {
        var random = new Random(3);
        double price = 50;
        DailyBar[] bars = Enumerable.Range(0, 700).Select(i =>
        {
            price *= Math.Exp((random.NextDouble() - 0.48) * 0.05);
            return new DailyBar(i * 86_400_000_000_000L, price, price * 1.01, price * 0.99, price, 1000 + random.Next(1000));
        }).ToArray();
        var generator = new CanslimPatternGenerator();
        IReadOnlyList<CanslimPattern> whole = generator.Generate("X", bars), cut = generator.Generate("X", bars.AsSpan(0, 500));
        for (int i = 0; i < cut.Count; i++)
        {
            Assert.Equal(cut[i].Vector, whole[i].Vector);
            Assert.Equal(cut[i].Scores, whole[i].Scores);
            Assert.Equal(cut[i].Bases, whole[i].Bases);
        }
    }

    [Fact]
    public void Generate_BarsWithAFuture_SearchedAsOfATimeEqualBarsCutThere()
    {
        DailyBar[] bars = Bars(SharedFolder.Require("data/bars/yahoofinance-AAPL-20040819-20180120.csv.gz"));
        var generator = new CanslimPatternGenerator(new CanslimOptions { StepBars = 7 });
        foreach (int cut in new[] { 1_000, 1_777, 2_500 })
        {
            using PatternLibrary whole = Fill(generator, bars), past = Fill(generator, bars.AsSpan(0, cut).ToArray());
            long asOf = bars[cut - 1].TimeNanos;
            float[] question = generator.Generate("AAPL", bars.AsSpan(0, cut))[^1].Vector;
            var query = new PatternQuery { AsOfNanos = asOf, Count = 25, ExcludeOverlaps = false };
            IReadOnlyList<PatternMatch> one = whole.Search(question, query), two = past.Search(question, query);
            Assert.Equal(two.Select(m => (m.Id, m.Distance, m.Pattern.LabelEndNanos)), one.Select(m => (m.Id, m.Distance, m.Pattern.LabelEndNanos)));
            Assert.Equal(past.Judge(two, 20, asOf), whole.Judge(one, 20, asOf));
            Assert.Equal(25, one.Count);
        }
    }

    private static PatternLibrary Fill(CanslimPatternGenerator generator, DailyBar[] bars)
    {
        var library = new PatternLibrary(new PatternLibraryOptions { Dimension = generator.Options.Dimension, HorizonBars = generator.Options.HorizonBars });
        foreach (CanslimPattern made in generator.Generate("AAPL", bars))
        {
            library.Add(made.Pattern, made.Vector);
        }

        return library;
    }

    [Fact]
    public void Score_Fundamentals_TakeThePlaceOfStandIns()
    {
        DailyBar[] bars = Enumerable.Range(0, 400).Select(i => new DailyBar(i, 1, 2, 1, 100 + i, 10)).ToArray();
        CanslimScores scores = new CanslimPatternGenerator(fundamentals: new Known()).Score("X", bars);
        Assert.Equal(0.5, scores.C);
        Assert.Equal(1, scores.A);
        Assert.Equal("CA", scores.FromFundamentals);
        Assert.Equal(1, scores.N);
        Assert.Equal(1, scores.I);
    }

    private static double[] Line(int bars, double from, double to) => Enumerable.Range(0, bars).Select(i => from + ((to - from) * i / Math.Max(1, bars - 1))).ToArray();

    private static double[] Rise(int bars, double from, double to) => Enumerable.Range(0, bars).Select(i => from * Math.Pow(to / from, i / (bars - 1.0))).ToArray();

    private static DailyBar[] Bars(string path, int? closeColumn = null)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] header = reader.ReadLine()!.Split(',');
        int volume = Array.FindIndex(header, h => h.Equals("volume", StringComparison.OrdinalIgnoreCase));
        var bars = new List<DailyBar>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            double[] cells = line.Split(',').Skip(1).Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray();
            long time = bars.Count;
            bars.Add(closeColumn is { } column ? DailyBar.FromClose(time, cells[column - 1]) : new DailyBar(time, cells[0], cells[1], cells[2], cells[3], cells[volume - 1]));
        }

        return [.. bars];
    }

    private sealed class Known : ICanslimFundamentals
    {
        public CanslimFundamentals AsOf(string symbol, long timeNanos) => new(0.25, 0.6, null);
    }
}
