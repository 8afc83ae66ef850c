using System.Diagnostics;
using Trading.Sdk.Benchmarks.Simulation;
using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

// Usage: dotnet run -c Release --project benchmarks/Simulation
Session("level 2", wantsLevels: true, wantsOrders: false);
Session("level 3", wantsLevels: false, wantsOrders: true);
Session("level 2 + level 3", wantsLevels: true, wantsOrders: true);
Engines();

static void Session(string name, bool wantsLevels, bool wantsOrders)
{
    var sink = new CountingSink();
    var exchange = new SimulatedExchange(new SimulationOptions { Seed = 1 }, wantsLevels ? sink : null, wantsOrders ? sink : null);
    exchange.RunFor(TimeSpan.FromMinutes(90));
    long eventsBefore = sink.Events, commandsBefore = exchange.Commands;
    long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
    long start = Stopwatch.GetTimestamp();
    exchange.RunFor(TimeSpan.FromHours(5));
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    long events = sink.Events - eventsBefore;
    long bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
    Console.WriteLine($"{name,-18} {events,11:N0} events in {seconds:0.00} s: {events / seconds / 1e6:0.00} M events/s, {(exchange.Commands - commandsBefore) / seconds / 1e6:0.00} M commands/s, {bytes} B allocated; {exchange.Book.TradeCount} trades, book of {exchange.Book.OpenOrders} orders");
}

static void Engines()
{
    // The same stream of commands through both engines: 60 % limit, 35 % cancel, 5 % market orders around a slowly moving price.
    const int Commands = 3_000_000;
    var random = new SimulationRandom(7);
    var stream = new (byte Kind, Side Side, long Price, long Lots, long Id)[Commands];
    long submitted = 0;
    for (int i = 0; i < Commands; i++)
    {
        long center = 10_000 + (i / 20_000 % 2 == 0 ? i % 20_000 : 20_000 - (i % 20_000)) / 100;
        Side side = random.NextBoolean(0.5) ? Side.Bid : Side.Ask;
        int kind = random.NextInt32(100) switch { < 60 => 0, < 95 => 1, _ => 2 };
        stream[i] = ((byte)kind, side, center - (side.Sign() * (1 + (long)random.NextExponential(8))), random.NextInt64(1, 100), kind == 1 ? Math.Max(1, submitted - random.NextInt64(0, 2_000)) : 0);
        submitted += kind == 1 ? 0 : 1;
    }

    double ours = double.MaxValue, theirs = double.MaxValue;
    long ourLots = 0, theirLots = 0;
    for (int round = 0; round < 3; round++)
    {
        var listener = new LotCounter();
        var engine = new MatchingEngine(listener);
        long start = Stopwatch.GetTimestamp();
        foreach (var c in stream)
        {
            if (c.Kind == 1)
            {
                engine.Cancel(1, c.Id);
            }
            else
            {
                engine.Submit(1, c.Kind == 0 ? OrderRequest.Limit(c.Side, c.Price, c.Lots) : OrderRequest.Market(c.Side, c.Lots));
            }
        }

        ours = Math.Min(ours, Stopwatch.GetElapsedTime(start).TotalSeconds);
        ourLots = listener.Lots;

        var peer = new DictionaryEngine();
        start = Stopwatch.GetTimestamp();
        foreach (var c in stream)
        {
            if (c.Kind == 1)
            {
                peer.Cancel(c.Id);
            }
            else
            {
                peer.Submit(c.Side, c.Kind == 2, c.Price, c.Lots);
            }
        }

        theirs = Math.Min(theirs, Stopwatch.GetElapsedTime(start).TotalSeconds);
        theirLots = peer.TradedLots;
    }

    Console.WriteLine($"matching engine    {ours / Commands * 1e9:0} ns/command ({Commands / ours / 1e6:0.0} M/s); SortedDictionary + LinkedList {theirs / Commands * 1e9:0} ns: {theirs / ours:0.0} x; equal traded lots: {ourLots == theirLots}");
}
