using Trading.Sdk.DataFeeds;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.EndToEnd;

/// <summary>Where the session comes from: simulated, or recorded from a venue.</summary>
internal sealed record MarketSource(string Title, Instrument Instrument, IMarketDataFeed Feed, FeeSchedule Fees, bool KnowsWholeBook)
{
    public static MarketSource Simulated(ulong seed, int minutes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 10);
        var options = new SimulationOptions { Seed = seed };
        return new MarketSource(
            $"Simulated session of {minutes} minutes, seed {seed}",
            options.Instrument,
            new SimulatedFeed(options, TimeSpan.FromMinutes(minutes)),
            new FeeSchedule(0, 0.00002m),
            KnowsWholeBook: true);
    }

    public static MarketSource Recorded(JobOptions options)
    {
        foreach (string file in options.Files)
        {
            if (!File.Exists(file))
            {
                throw new FileNotFoundException($"{file}: there is no such file", file);
            }
        }

        RecordingGuess? guess = options.Venue is null || options.Tick is null || options.Lot is null ? RecordingGuess.Make(options.Files[0]) : null;
        BinanceVenue venue = options.Venue switch
        {
            null => guess!.Venue,
            "spot" => BinanceVenue.Spot,
            "usdm" => BinanceVenue.UsdMFutures,
            "coinm" => BinanceVenue.CoinMFutures,
            _ => throw new ArgumentException("--venue must be spot, usdm or coinm."),
        };
        BinanceRecordingFeed feed = BinanceRecordingFeed.Open(
            new BinanceRecordingOptions { Venue = venue, Tick = options.Tick ?? guess!.Tick, Lot = options.Lot ?? guess!.Lot },
            [.. options.Files]);
        // The venue's published base rates.
        FeeSchedule fees = venue == BinanceVenue.Spot ? new FeeSchedule(0.001m, 0.001m) : new FeeSchedule(0.0002m, 0.0005m);
        string market = venue switch
        {
            BinanceVenue.Spot => "spot",
            BinanceVenue.UsdMFutures => "USD-margined futures",
            // The true profit of an inverse contract is in coins; over minutes price × contracts is proportional to it.
            _ => "coin-margined futures, profit in price × contracts",
        };
        return new MarketSource($"{feed.Instrument.Symbol} recorded on Binance, {market}", feed.Instrument, feed, fees, KnowsWholeBook: false);
    }
}
