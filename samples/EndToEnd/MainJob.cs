using Spectre.Console;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.EndToEnd.Report;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Signals;

namespace Trading.Sdk.EndToEnd;

/// <summary>The main job, step by step, with progress on the console.</summary>
internal static class MainJob
{
    public static async Task<int> RunAsync(JobOptions options, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        MarketSource source = options.Files.Count > 0 ? MarketSource.Recorded(options) : MarketSource.Simulated(options.Seed, options.Minutes);
        AnsiConsole.MarkupLineInterpolated($"[bold]Trading.Sdk[/] · {source.Title}");

        JobResult result = await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(progress => RunStepsAsync(options, source, progress, cancellation));

        await File.WriteAllTextAsync(options.ReportFile, HtmlReport.Render(result), cancellation);
        Show(result);
        AnsiConsole.MarkupLineInterpolated($"Report: [bold]{Path.GetFullPath(options.ReportFile)}[/] · stored in {Path.GetFullPath(options.StoreFolder)} · {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s");
        return 0;
    }

    private static async Task<JobResult> RunStepsAsync(JobOptions options, MarketSource source, ProgressContext progress, CancellationToken cancellation)
    {
        ProgressTask feed = progress.AddTask("feed → book → features").IsIndeterminate();
        ProgressTask spectrum = progress.AddTask("spectrum against red noise", autoStart: false);
        ProgressTask patterns = progress.AddTask("pattern library", autoStart: false);
        ProgressTask tuning = progress.AddTask("genetic tuning (NSGA-II)", autoStart: false, maxValue: TuningStep.GenerationCount);
        ProgressTask policy = progress.AddTask("policy training (PPO)", autoStart: false, maxValue: PolicyStep.TrainingSteps);
        ProgressTask judging = progress.AddTask("fused strategy on the unseen part", autoStart: false, maxValue: 1);
        ProgressTask examining = progress.AddTask("look-ahead and hypothesis 002", autoStart: false);
        ProgressTask storing = progress.AddTask("embedded store", autoStart: false);

        Session session = await Session.RecordAsync(source, events => feed.Description = $"feed → book → features ({events:N0} events)", cancellation);
        if (source.Feed is BinanceRecordingFeed { Synchronizer.State: not FeedState.Live } recording)
        {
            throw new InvalidDataException($"The recording ends without a synchronised book ({recording.Synchronizer.State}, {recording.Synchronizer.Reason}).");
        }

        Finish(feed);
        CycleStep cycles = Timed(spectrum, () => CycleStep.Run(session));
        PatternStep library = Timed(patterns, () => PatternStep.Run(session));
        TuningStep tuned = await Task.Run(() => Timed(tuning, () => TuningStep.Tune(session, options.Seed, g => tuning.Value = g.Generation, cancellation)), cancellation);
        PolicyStep trained = await Task.Run(() => Timed(policy, () => PolicyStep.Train(session, options.Seed, p => policy.Value = p.Steps, cancellation)), cancellation);
        IScoreSource[] models =
        [
            new DepthScore(session.Schema, tuned.Depth),
            new PatternScore(library.Library, library.Shaper, session.Schema.IndexOf("mid"), PatternStep.HorizonRows),
            new PolicyScore(trained.Policy, trained.Columns),
        ];
        JudgeStep judged = await Task.Run(() => Timed(judging, () => JudgeStep.Run(session, models, options.Seed, v => judging.Value = v, cancellation)), cancellation);
        ExaminationStep examined = await Task.Run(() => Timed(examining, () => ExaminationStep.Run(session, models, judged, options.Seed)), cancellation);
        storing.StartTask();
        StoreStep stored = await StoreStep.RunAsync(options, session, cycles, tuned, trained, judged, cancellation);
        Finish(storing);
        return new JobResult(options, session, cycles, library, tuned, trained, judged, examined, stored);
    }

    private static T Timed<T>(ProgressTask task, Func<T> work)
    {
        task.StartTask();
        T result = work();
        Finish(task);
        return result;
    }

    private static void Finish(ProgressTask task)
    {
        task.IsIndeterminate = false;
        task.Value = task.MaxValue;
        task.StopTask();
    }

    private static void Show(JobResult result)
    {
        AnsiConsole.WriteLine();
        foreach (string line in FinalBook(result.Session))
        {
            AnsiConsole.MarkupLineInterpolated($"{line}");
        }

        var table = new Table().Border(TableBorder.Rounded).Title("The unseen 40 %").AddColumn("").AddColumn(new TableColumn("fused strategy").RightAligned()).AddColumn(new TableColumn("buy and hold").RightAligned()).AddColumn(new TableColumn("random (median)").RightAligned());
        foreach ((string name, string strategy, string hold, string random) in ResultTable.Rows(result.Judged))
        {
            table.AddRow(name, strategy, hold, random);
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"[bold]{ResultTable.Verdict(result.Judged)}[/]");
    }

    public static IEnumerable<string> FinalBook(Session session)
    {
        LimitOrderBook book = session.FinalBook;
        Instrument instrument = book.Instrument;
        book.TryGetBest(Side.Bid, out DepthLevel bid);
        book.TryGetBest(Side.Ask, out DepthLevel ask);
        yield return $"{session.Events.Length:N0} events, {session.Rows.Length:N0} seconds of features ({session.Schema.Count} each)";
        yield return $"final book: {instrument.FormatPrice(bid.Price)} × {instrument.FormatQuantity(bid.Quantity)} / {instrument.FormatPrice(ask.Price)} × {instrument.FormatQuantity(ask.Quantity)}, {book.LevelCount(Side.Bid)} bid and {book.LevelCount(Side.Ask)} ask levels, hash {BookHash.Format(book.ComputeHash())}";
        if (session.Source.Feed is BinanceRecordingFeed feed)
        {
            BinanceSyncCounters c = feed.Synchronizer.Counters;
            yield return $"synchroniser: {c.AppliedMessages:N0} depth messages applied, {c.DroppedMessages} older than the snapshot, {c.Gaps} gaps, {c.Resyncs} resyncs; {book.Counters.Crossed} crossed; {feed.RoundedQuantities} quantities off the lot rounded";
        }
        else
        {
            yield return $"{book.Counters.Crossed} crossed";
        }
    }
}
