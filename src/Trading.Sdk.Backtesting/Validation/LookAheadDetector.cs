using Trading.Sdk.MarketData;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting;

/// <summary>
/// Finds look-ahead in any computation over data in the order of time, by experiment: the computation is run again on data that ends at
/// a cut, and on data whose future behind the cut was altered. Whatever it claims to have known by then must not change.
/// </summary>
/// <remarks>
/// The idea is that of freqtrade's look-ahead analysis. It proves leaks, not their absence: a leak shows when the altered future would have
/// changed an output before the cut. Outputs that say which fills they got and at which price are judged too.
/// </remarks>
public static class LookAheadDetector
{
    /// <summary>Examines a computation.</summary>
    /// <typeparam name="T">One piece of data.</typeparam>
    /// <param name="data">The data in the order of time.</param>
    /// <param name="timeOf">From when a piece of data is known: the close of a bar, the arrival of an event.</param>
    /// <param name="run">The computation: outputs in the order of their claimed times. It must not keep state from one call to the next, and must not change the data.</param>
    /// <param name="alter">A different but possible piece of data of the same time.</param>
    /// <param name="options">Number of cuts and alterations.</param>
    /// <exception cref="ArgumentException">There are fewer than 10 pieces of data, or their times fall.</exception>
    /// <exception cref="InvalidOperationException">Two runs on the same data differ, so that nothing can be said.</exception>
    public static LookAheadReport Examine<T>(
        IReadOnlyList<T> data,
        Func<T, long> timeOf,
        Func<IReadOnlyList<T>, IEnumerable<TimedOutput>> run,
        Func<T, RandomStream, T> alter,
        LookAheadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(timeOf);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(alter);
        options ??= new LookAheadOptions();
        options.Validate();
        if (data.Count < 10)
        {
            throw new ArgumentException($"At least 10 pieces of data are needed, there are {data.Count}.", nameof(data));
        }

        for (int i = 1; i < data.Count; i++)
        {
            if (timeOf(data[i]) < timeOf(data[i - 1]))
            {
                throw new ArgumentException($"The time of piece {i} is earlier than the one before it.", nameof(data));
            }
        }

        TimedOutput[] original = [.. run(data)];
        if (!original.SequenceEqual(run(data)))
        {
            throw new InvalidOperationException("Two runs on the same data differ: make the computation deterministic first.");
        }

        var findings = new List<LookAheadFinding>();
        long compared = 0;
        int trials = 0;
        for (int k = 0; k < options.Cuts; k++)
        {
            double share = options.FirstCut + ((1 - options.FirstCut) * k / options.Cuts);
            long cut = timeOf(data[Math.Min(data.Count - 2, (int)(share * data.Count))]);
            int known = LastAtOrBefore(data, timeOf, cut) + 1;
            Compare(original, [.. run([.. data.Take(known)])], cut, "truncated", mayEndEarly: true);
            for (int a = 0; a < options.Alterations; a++)
            {
                var random = new RandomStream(options.Seed, ((ulong)k << 16) | (uint)a);
                T[] altered = [.. data];
                for (int i = known; i < altered.Length; i++)
                {
                    altered[i] = alter(altered[i], random);
                }

                Compare(original, [.. run(altered)], cut, "altered", mayEndEarly: false);
            }
        }

        return new LookAheadReport(original.Length, trials, compared, findings);

        void Compare(TimedOutput[] whole, TimedOutput[] trial, long cut, string name, bool mayEndEarly)
        {
            trials++;
            int i = 0;
            for (; i < whole.Length && whole[i].Time <= cut && i < trial.Length && trial[i].Time <= cut; i++)
            {
                compared++;
                if (whole[i] != trial[i])
                {
                    findings.Add(new LookAheadFinding(cut, name, Math.Min(whole[i].Time, trial[i].Time), whole[i].Value, trial[i].Value));
                    return;
                }
            }

            bool wholeGoesOn = i < whole.Length && whole[i].Time <= cut, trialGoesOn = i < trial.Length && trial[i].Time <= cut;
            // Where the data ends the last outputs may not have been asked for yet: a decision is made when the next message shows that its time has passed.
            if (trialGoesOn || (wholeGoesOn && !mayEndEarly))
            {
                TimedOutput extra = wholeGoesOn ? whole[i] : trial[i];
                findings.Add(new LookAheadFinding(cut, name, extra.Time, wholeGoesOn ? whole[i].Value : null, trialGoesOn ? trial[i].Value : null));
            }
        }
    }

    /// <summary>Examines a strategy on bars: every order decision, fill and point of the equity.</summary>
    /// <param name="bars">Bars, oldest first.</param>
    /// <param name="run">Makes a fresh strategy and runs it, e.g. with <see cref="BarSession.Run"/>.</param>
    /// <param name="options">Number of cuts and alterations.</param>
    public static LookAheadReport Examine(IReadOnlyList<Bar> bars, Func<IReadOnlyList<Bar>, StrategySessionResult> run, LookAheadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Examine(bars, static b => b.CloseTime, b => Outputs(run(b)), Alter, options);
    }

    /// <summary>Examines a strategy on events by their exchange time: every decision of the gate, fill and point of the equity.</summary>
    /// <param name="events">Events in the order of their exchange time; whole messages.</param>
    /// <param name="run">Makes a fresh strategy and runs it over the events, e.g. with a <see cref="StrategySession"/> on the venue's clock.</param>
    /// <param name="options">Number of cuts and alterations.</param>
    public static LookAheadReport Examine(IReadOnlyList<MarketEvent> events, Func<IReadOnlyList<MarketEvent>, StrategySessionResult> run, LookAheadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        // Clocks of venues step back at times; the run's clock, by which data is known, does not.
        long[] times = new long[events.Count];
        long latest = long.MinValue;
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = latest = Math.Max(latest, events[i].ExchangeTime);
        }

        IReadOnlyList<(MarketEvent Event, long Time)> timed = [.. events.Select((e, i) => (e, times[i]))];
        return Examine(
            timed,
            static t => t.Time,
            t => Outputs(run([.. t.Select(static x => x.Event)])),
            static (t, random) => (Alter(t.Event, random), t.Time),
            options);
    }

    /// <summary>What a run claimed to know, and when: decisions and points of the equity at their time, fills when they were known.</summary>
    public static IEnumerable<TimedOutput> Outputs(StrategySessionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Log.Events
            .Where(static e => e.Kind is not (LoggedEventKind.Fill or LoggedEventKind.Closing))
            .Select(static e => new TimedOutput(e.Time, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{e.Kind} {e.A} {e.B} {e.C} {e.D}")))
            .OrderBy(static o => o.Time);
    }

    private static int LastAtOrBefore<T>(IReadOnlyList<T> data, Func<T, long> timeOf, long time)
    {
        int low = 0, high = data.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = timeOf(data[middle]) <= time ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    /// <summary>The bar moved by up to a fifth, its shape kept.</summary>
    private static Bar Alter(Bar bar, RandomStream random)
    {
        double factor = 1 + random.NextUniform(-0.2, 0.2);
        long Scale(long price) => Math.Max(1, (long)(price * factor));
        return bar with { Open = Scale(bar.Open), High = Scale(bar.High), Low = Scale(bar.Low), Close = Scale(bar.Close), Volume = (long)(bar.Volume * random.NextUniform(0.2, 3)) };
    }

    /// <summary>Another price and quantity. The book behind the cut need not make sense: only what was said before it is compared.</summary>
    private static MarketEvent Alter(MarketEvent e, RandomStream random) => e.Kind switch
    {
        MarketEventKind.Level or MarketEventKind.Trade when e.Quantity > 0 => e with
        {
            Price = Math.Max(1, e.Price + random.NextInt32(-50, 51)),
            Quantity = 1 + random.NextInt64((4 * e.Quantity) + 4),
        },
        _ => e,
    };
}
