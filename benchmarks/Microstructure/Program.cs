using Trading.Sdk.Benchmarks.Microstructure;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;

// Usage: dotnet run -c Release --project benchmarks/Microstructure -- RECORDING.gz [RECORDING.gz …]      engine, analyzer, pandas; raw Binance spot, BTCUSDT
//        dotnet run -c Release --project benchmarks/Microstructure -- --costs RECORDING.gz …              every measure of the catalogue by itself
//        dotnet run -c Release --project benchmarks/Microstructure -- --aggressor VENUE TICK LOT FILE …   Lee-Ready and tick rule against the venue's flag
//        dotnet run -c Release --project benchmarks/Microstructure -- --taq TRADES.csv.gz QUOTES.csv.gz   execution quality beside plain Python
switch (args)
{
    case ["--taq", string tradeFile, string quoteFile]:
        return TaqComparison.Run(tradeFile, quoteFile);

    case ["--aggressor", string venue, string tick, string lot, .. string[] files] when files.Length > 0:
        (BinanceVenue binance, string symbol) = venue switch
        {
            "spot" => (BinanceVenue.Spot, "spot"),
            "usdm" => (BinanceVenue.UsdMFutures, "USD-M futures"),
            "coinm" => (BinanceVenue.CoinMFutures, "COIN-M futures"),
            _ => throw new InvalidOperationException("VENUE is spot, usdm or coinm."),
        };
        AggressorAccuracy.Report(await Session.ReadAsync(binance, decimal.Parse(tick, System.Globalization.CultureInfo.InvariantCulture), decimal.Parse(lot, System.Globalization.CultureInfo.InvariantCulture), files), symbol);
        return 0;

    case ["--costs", .. string[] files] when files.Length > 0:
        EngineCost.ReportAll(await Session.ReadAsync(BinanceVenue.Spot, 0.01m, 0.00001m, files));
        return 0;

    case [] or ["--costs"] or ["--taq", ..] or ["--aggressor", ..]:
        Console.Error.WriteLine("Give the raw Binance spot recordings to measure on; the head of Program.cs lists the other forms.");
        return 2;
}

Session session = await Session.ReadAsync(BinanceVenue.Spot, 0.01m, 0.00001m, args);
Console.WriteLine($"{session.Events.Length:N0} events, {session.Messages.Length:N0} messages, {session.Messages.Count(m => session.IsDepth(m)):N0} of them depth");
foreach ((string name, FeatureSet set) in ((string, FeatureSet)[])[("default", FeatureSet.Default), ("full", FeatureSet.Full)])
{
    EngineCost cost = EngineCost.Measure(session, set, name == "full" ? 3 : 10);
    Console.WriteLine($"{name} set ({set.Definitions.Count} measures, {cost.Columns} columns): {cost.PerDepth:0} ns per depth message (target 500), {cost.PerTrade:0} ns per trade, {cost.PerRow:0} ns per row (target 2000); the book itself is not counted");
}

AnalyzerCost.Report(session);
AggressorAccuracy.Report(session, "spot");
return PandasComparison.Run(session);
