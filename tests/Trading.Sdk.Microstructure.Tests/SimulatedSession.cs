using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Microstructure.Tests;

/// <summary>Recorded events of a simulated session.</summary>
internal static class SimulatedSession
{
    private static readonly Dictionary<(ulong, int), MarketEvent[]> Sessions = [];

    public static Instrument Instrument { get; } = new SimulationOptions().Instrument;

    public static MarketEvent[] Events(ulong seed, int seconds)
    {
        lock (Sessions)
        {
            if (!Sessions.TryGetValue((seed, seconds), out MarketEvent[]? events))
            {
                var recorder = new Recorder();
                new SimulatedExchange(new SimulationOptions { Seed = seed }, recorder).RunFor(TimeSpan.FromSeconds(seconds));
                Sessions[(seed, seconds)] = events = [.. recorder.Events];
            }

            return events;
        }
    }

    private sealed class Recorder : IMarketEventSink
    {
        public List<MarketEvent> Events { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
    }
}
