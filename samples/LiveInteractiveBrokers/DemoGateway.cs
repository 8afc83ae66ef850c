using System.Globalization;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Samples;

/// <summary>A gateway inside the program: seeded books that never end, with a reset and a lost connection now and then.</summary>
internal static class DemoGateway
{
    public static FakeTwsGateway Start(string[] symbols, int rows) => new(new FakeTwsScenario
    {
        Contracts = symbols.Select((symbol, i) => (symbol, i)).ToDictionary(s => s.symbol, s => Details(s.symbol, s.i)),
        Depth = symbols.Select((symbol, i) => (symbol, i)).ToDictionary(s => s.symbol + "@SMART", s => Depth(new FakeTwsBookGenerator(s.i + 1, rows, shifting: s.i % 2 == 0, hasMakers: true))),
        DepthLimit = 60,
        TickByTickLimit = 60,
        TickByTick = new Dictionary<string, IReadOnlyList<string[]>> { ["Last"] = [["1767623411", "100.0", "25", "0", "NYSE", ""]] },
        Notices = [(2104, "Market data farm connection is OK:usfarm")],
    });

    private static string[] Details(string symbol, int index) =>
    [
        symbol, "STK", "", "0", "", "SMART", "USD", symbol, "NMS", "NMS", (1000 + index).ToString(CultureInfo.InvariantCulture), "0.01", "", "LMT,MKT", "SMART,NYSE", "1", "0", symbol + " INC", "NASDAQ",
        "", "", "", "", "US/Eastern", "", "", "", "", "0", "1", "", "", "26,26", "", "COMMON", "0.001", "0.001", "100",
    ];

    private static FakeTwsDepth Depth(FakeTwsBookGenerator book) => new() { IsLevelTwo = true, Steps = _ => Steps(book) };

    private static IEnumerable<FakeTwsStep> Steps(FakeTwsBookGenerator book)
    {
        foreach (FakeTwsStep step in book.Snapshot())
        {
            yield return step;
        }

        for (int change = 1; ; change++)
        {
            foreach (FakeTwsStep step in book.Change())
            {
                yield return step;
            }

            yield return FakeTwsStep.Pause(TimeSpan.FromMilliseconds(20));
            if (change % 500 == 0)
            {
                yield return FakeTwsStep.Error(317, "Market depth data has been RESET.");
                foreach (FakeTwsStep step in book.Snapshot())
                {
                    yield return step;
                }
            }
        }
    }
}
