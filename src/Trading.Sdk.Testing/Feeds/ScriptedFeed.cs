using Trading.Sdk.MarketData;

namespace Trading.Sdk.Testing;

/// <summary>
/// A feed that plays a script: messages, pauses on a clock, duplicates, lost messages, lost connections and errors, in exactly
/// the given order. Each run plays the script from its beginning.
/// </summary>
public sealed class ScriptedFeed : IMarketDataFeed
{
    private readonly List<Func<IMarketEventSink, CancellationToken, ValueTask>> steps = [];
    private readonly TimeProvider clock;
    private MarketEvent[] last = [];

    /// <summary>Creates a feed with an empty script.</summary>
    /// <param name="instruments">Instruments of the events.</param>
    /// <param name="clock">Clock of the pauses; default the system's.</param>
    public ScriptedFeed(InstrumentTable instruments, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        Instruments = instruments;
        this.clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>Sends a message.</summary>
    /// <param name="message">Events of one or more whole messages.</param>
    public ScriptedFeed Send(params MarketEvent[] message)
    {
        ArgumentNullException.ThrowIfNull(message);
        last = message;
        return Then((sink, _) =>
        {
            sink.OnEvents(message);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Sends the last message of the script once more.</summary>
    public ScriptedFeed Duplicate() => Send(last);

    /// <summary>
    /// Messages were lost: like every feed, this one says so with a clear of the instrument; a snapshot should follow in the script.
    /// </summary>
    public ScriptedFeed Gap(int instrumentId, long time) =>
        Send(MarketEvent.Clear(instrumentId, time, MarketEventFlags.AfterGap | MarketEventFlags.EndOfMessage));

    /// <summary>The connection is lost for a while: a clear of each instrument, then silence on the clock.</summary>
    public ScriptedFeed Disconnect(long time, TimeSpan silence)
    {
        foreach (Instrument instrument in Instruments)
        {
            Send(MarketEvent.Clear(instrument.Id, time, MarketEventFlags.EndOfMessage));
        }

        return Pause(silence);
    }

    /// <summary>Waits on the clock.</summary>
    public ScriptedFeed Pause(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        return Then(async (_, cancellation) => await Task.Delay(span, clock, cancellation).ConfigureAwait(false));
    }

    /// <summary>The feed fails.</summary>
    public ScriptedFeed Fail(Exception error) => Then((_, _) => ValueTask.FromException(error));

    /// <inheritdoc/>
    public async Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        foreach (Func<IMarketEventSink, CancellationToken, ValueTask> step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await step(sink, cancellationToken).ConfigureAwait(false);
        }
    }

    private ScriptedFeed Then(Func<IMarketEventSink, CancellationToken, ValueTask> step)
    {
        steps.Add(step);
        return this;
    }
}
