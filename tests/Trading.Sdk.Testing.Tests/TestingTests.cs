using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Testing.Tests;

public class AllocationGuardTests
{
    [Fact]
    public void CountBytes_AllocatingAction_SeesAtLeastItsBytes() =>
        Assert.True(AllocationGuard.CountBytes(() => GC.KeepAlive(new byte[1000]), runs: 10) >= 10_000);

    [Fact]
    public void ShouldNotAllocate_AllocatingAction_Throws() =>
        Assert.True(Assert.Throws<AllocationException>(() => AllocationGuard.ShouldNotAllocate(() => GC.KeepAlive(new object()))).Bytes > 0);

    [Fact]
    public void ShouldNotAllocate_CleanAction_Passes()
    {
        int[] numbers = [1, 2, 3];
        AllocationGuard.ShouldNotAllocate(() => Array.Sort(numbers));
    }
}

public class ManualTimeProviderTests
{
    [Fact]
    public void Advance_Timers_FireAtTheirTimeInOrder()
    {
        var clock = new ManualTimeProvider();
        DateTimeOffset start = clock.GetUtcNow();
        var fired = new List<(string Name, TimeSpan At)>();
        using ITimer late = clock.CreateTimer(_ => fired.Add(("late", clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using ITimer every = clock.CreateTimer(_ => fired.Add(("every", clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([("every", TimeSpan.FromSeconds(2)), ("every", TimeSpan.FromSeconds(4)), ("late", TimeSpan.FromSeconds(5))], fired);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.GetUtcNow() - start);
        Assert.Equal(1, clock.ActiveTimers);
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task Delay_OnTheClock_EndsWhenAdvanced()
    {
        var clock = new ManualTimeProvider();
        Task delay = Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(3), clock);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(source.IsCancellationRequested);
    }
}

public class ScriptedFeedTests
{
    private static readonly Instrument Instrument = new(1, "A", 0.5m, 1m);

    [Fact]
    public async Task RunAsync_Script_PlaysInOrderOnTheClock()
    {
        var clock = new ManualTimeProvider();
        var builder = new BookBuilder(Instrument);
        ScriptedFeed feed = new ScriptedFeed(new InstrumentTable(Instrument), clock)
            .Send(builder.Bid(9.5m, 2).Ask(10m, 3).Snapshot())
            .Send(builder.Wait(TimeSpan.FromSeconds(1)).Ask(10m, 0).Change())
            .Duplicate()
            .Disconnect(builder.Time, TimeSpan.FromSeconds(30))
            .Send(builder.Bid(9m, 1).Snapshot());
        var seen = new List<MarketEvent>();
        Task run = feed.RunAsync(new Sink(seen), TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);
        Assert.Equal([MarketEventKind.Clear, MarketEventKind.Level, MarketEventKind.Level, MarketEventKind.Level, MarketEventKind.Level, MarketEventKind.Clear], seen.Select(e => e.Kind));
        Assert.Equal([1L, 1, 1, 2, 2, 0], seen.Select(e => e.Sequence));
        Assert.Equal((19L, 2L, Side.Bid), (seen[1].Price, seen[1].Quantity, seen[1].Side));
        Assert.Equal([false, false, true, true, true, true], seen.Select(e => e.IsEndOfMessage));
        clock.Advance(TimeSpan.FromSeconds(30));
        await run;
        Assert.Equal(8, seen.Count);
    }

    [Fact]
    public async Task RunAsync_Fail_ThrowsThatError()
    {
        ScriptedFeed feed = new ScriptedFeed(new InstrumentTable(Instrument)).Gap(1, 5).Fail(new InvalidDataException("broken"));
        var seen = new List<MarketEvent>();
        await Assert.ThrowsAsync<InvalidDataException>(() => feed.RunAsync(new Sink(seen), TestContext.Current.CancellationToken));
        Assert.True((Assert.Single(seen).Flags & MarketEventFlags.AfterGap) != 0);
    }

    [Fact]
    public void BookBuilder_OffGridOrEmpty_Throws()
    {
        var builder = new BookBuilder(Instrument);
        Assert.Throws<MarketDataFormatException>(() => builder.Bid(9.3m, 1));
        Assert.Throws<InvalidOperationException>(builder.Change);
        Assert.Equal(7, builder.Bid(9m, 1).Skip(6).Change()[0].Sequence);
    }

    private sealed class Sink(List<MarketEvent> seen) : IMarketEventSink
    {
        public void OnEvents(ReadOnlySpan<MarketEvent> events) => seen.AddRange(events);
    }
}

public sealed class GoldenTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("golden").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Compute_KnownAndUnknownOperations_WritesOutputsOrErrors()
    {
        string path = Write("""
            {"meta":{"tolerance":{"default":1e-9,"sum":1e-3}},"cases":[
              {"op":"sum","params":{},"inputs":{"x":[1,2,"NaN"]},"outputs":{"y":"NaN"}},
              {"op":"sum","params":{},"inputs":{"x":[0.1,0.2]}},
              {"op":"sum","params":{},"inputs":{}},
              {"op":"other"}]}
            """);
        GoldenFile file = GoldenFile.Load(path);
        Assert.Equal((1e-3, 1e-9), (file.ToleranceOf("sum"), file.ToleranceOf("other")));
        int computed = file.Compute(new Dictionary<string, GoldenOperation> { ["sum"] = c => new JsonObject { ["y"] = GoldenCase.FromDouble(c.Vector("x").Sum()) } });
        Assert.Equal(2, computed);
        file.Save(path);
        GoldenFile again = GoldenFile.Load(path);
        Assert.Equal("NaN", again.Cases[0].Outputs!["y"]!.GetValue<string>());
        Assert.Equal(0.1 + 0.2, again.Cases[1].Outputs!["y"]!.GetValue<double>());
        Assert.Contains("'x'", again.Cases[2].Node["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("other", again.Cases[3].Node["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2.0000001]}""", true)]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2.1]}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", false)]
    [InlineData("""{"a":1e9}""", """{"a":1000000001}""", true)]
    [InlineData("""{"a":"NaN"}""", """{"a":1}""", false)]
    [InlineData("""{"a":null}""", """{"a":null}""", true)]
    [InlineData("""{"a":true}""", """{"a":false}""", false)]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", false)]
    public void FirstDifference_Shapes_AreJudgedByTheFormula(string expected, string actual, bool equal) =>
        Assert.Equal(equal, GoldenComparer.FirstDifference(JsonNode.Parse(actual), JsonNode.Parse(expected), 1e-6) is null);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"cases":[1]}""")]
    [InlineData("""{"cases":[{}]}""")]
    [InlineData("{")]
    public void Load_AnotherShape_IsATypedError(string text) => Assert.Throws<FormatException>(() => GoldenFile.Load(Write(text)));

    private string Write(string text)
    {
        string path = Path.Combine(folder, "golden.json");
        File.WriteAllText(path, text);
        return path;
    }
}
