using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Persistence;

namespace Trading.Sdk.EndToEnd;

/// <summary>Everything the job found, written to the embedded journal and read back.</summary>
internal sealed record StoreStep(string Folder, IReadOnlyList<(string Subject, long Written)> Subjects, string AuditHead, bool AuditIsIntact)
{
    public static async Task<StoreStep> RunAsync(JobOptions options, Session session, CycleStep cycles, TuningStep tuning, PolicyStep policy, JudgeStep judge, CancellationToken cancellation)
    {
        await using JournalTradingStore store = JournalTradingStore.Open(options.StoreFolder);
        var written = new List<(string, long)>();
        string symbol = session.Source.Instrument.Symbol;
        long now = session.Times[^1];
        Guid modelId = Guid.NewGuid(), trainingId = Guid.NewGuid(), runId = Guid.NewGuid();

        async Task Write<TRecord>(string subject, IRecordStore<TRecord> target, IReadOnlyList<TRecord> records)
            where TRecord : class, IStoredRecord<TRecord>
        {
            IngestResult result = await target.WriteAsync(records, IngestMode.IgnoreDuplicates, cancellation);
            if (result.Rejected > 0)
            {
                throw new InvalidDataException($"{result.Rejected} records of {subject} were rejected: {result.Rejections[0]}");
            }

            written.Add((subject, result.Inserted));
        }

        await Write("order_book_metrics", store.OrderBookMetrics, Metrics(session));
        await Write("feature_data", store.Features, [.. session.Rows.Select((row, i) => new FeatureRecord { TimestampNanos = session.Times[i], Symbol = symbol, FeatureSet = "default", SchemaVersion = 1, Values = row })]);
        await Write("spectrum_analysis", store.Spectra, [.. cycles.Series.Select(s => new SpectrumRecord
        {
            Id = Guid.NewGuid(),
            TimestampNanos = session.Times[session.TrainRows - 1],
            Symbol = symbol,
            Method = "cycles",
            WindowSamples = session.TrainRows,
            SampleRateHz = 1,
            DominantPeriod = s.Cycles.Cycles.Count > 0 ? s.Cycles.Cycles[0].Period : null,
            PValue = s.Cycles.Cycles.Count > 0 ? s.Cycles.Cycles[0].PValue : null,
            Coefficients = s.Power,
            Metadata = new JsonObject { ["series"] = s.Name }.ToJsonString(),
        })]);
        await Write("ai_models", store.Models, [new ModelRecord { Id = modelId, TimestampNanos = now, Name = "ppo-market-replay", Version = "1", Kind = "ppo", Status = ModelStatus.Registered }]);
        await Write("ai_training_sessions", store.TrainingSessions, [new TrainingSessionRecord { Id = trainingId, TimestampNanos = now, ModelId = modelId, Algorithm = "ppo", Status = "completed", Seed = (long)options.Seed, TotalSteps = PolicyStep.TrainingSteps }]);
        await Write("training_metrics", store.TrainingMetrics, [.. policy.Progress.Select(p => new TrainingMetricRecord { TimestampNanos = now, SessionId = trainingId, Name = "mean_return", Step = p.Steps, Value = p.MeanReturn })]);
        await Write("optimization_runs", store.OptimizationRuns, [new OptimizationRunRecord
        {
            Id = runId,
            TimestampNanos = now,
            Name = "depth-signal",
            Algorithm = "nsga2",
            Status = "completed",
            Seed = (long)options.Seed,
            Evaluations = tuning.Run.Evaluations,
            BestFitness = -tuning.Chosen.Objectives[0],
        }]);
        await Write("genetic_generations", store.GeneticGenerations, [.. tuning.Generations.Select(g => new GeneticGenerationRecord
        {
            Id = Guid.NewGuid(),
            TimestampNanos = now,
            RunId = runId,
            Generation = g.Generation,
            Population = TuningStep.PopulationSize,
            BestFitness = -g.BestObjective,
            MeanFitness = -g.MeanObjective,
            WorstFitness = -g.MeanObjective,
            Diversity = g.Diversity,
            Hypervolume = g.Hypervolume,
            Evaluations = g.Evaluations,
        })]);
        await Write("genetic_individuals", store.GeneticIndividuals, [.. tuning.Front.Select((s, i) => new GeneticIndividualRecord
        {
            Id = Guid.NewGuid(),
            TimestampNanos = now,
            RunId = runId,
            Generation = TuningStep.GenerationCount,
            Position = i,
            Genome = s.Values,
            Objectives = s.Objectives,
            Rank = 0,
            IsFeasible = s.IsFeasible,
        })]);
        await Write("ai_trading_signals", store.Signals, Signals(session, judge, symbol));
        await Write("ai_model_performance", store.ModelPerformance, [new ModelPerformanceRecord { Id = Guid.NewGuid(), TimestampNanos = now, ModelId = modelId, Metric = "profit_and_loss", Value = (double)judge.Strategy.ProfitAndLoss, SampleCount = judge.Strategy.Equity.Count, Symbol = symbol }]);
        await Write("system_events", store.SystemEvents, [new SystemEventRecord { Id = Guid.NewGuid(), TimestampNanos = now, Level = "info", Component = "end-to-end", Kind = "finished", Message = session.Source.Title }]);
        AuditHead head = await store.Audit.AppendAsync(Audit(judge), cancellation);
        AuditVerification verification = await store.Audit.VerifyAsync(head, cancellation);
        return new StoreStep(options.StoreFolder, written, head.ToString(), verification.IsIntact);
    }

    private static OrderBookMetricsRecord[] Metrics(Session session)
    {
        int bid = session.Schema.IndexOf("bid_depth_100bps"), ask = session.Schema.IndexOf("ask_depth_100bps"), spread = session.Schema.IndexOf("spread_bps");
        return [.. Enumerable.Range(0, session.Rows.Length).Where(i => i % 5 == 0).Select(i =>
        {
            double bids = session.Rows[i][bid], asks = session.Rows[i][ask];
            bool both = bids > 0 && asks > 0;
            return new OrderBookMetricsRecord
            {
                TimestampNanos = session.Times[i],
                Asset = session.Source.Instrument.Symbol,
                Exchange = session.Source.Instrument.Venue,
                BidAskRatio = both ? Round(bids / asks, 4) : null,
                DepthImbalance = both ? Round((bids - asks) / (bids + asks), 4) : null,
                MidPrice = Round(session.Mid[i], 8),
                SpreadBps = Round(session.Rows[i][spread], 4),
                BidDepth1pct = Round(bids, 8),
                AskDepth1pct = Round(asks, 8),
            };
        })];
    }

    private static decimal? Round(double value, int digits) => double.IsFinite(value) ? decimal.Round((decimal)value, digits) : null;

    private static SignalRecord[] Signals(Session session, JudgeStep judge, string symbol) =>
    [
        .. judge.Decisions.Where((d, i) => i % 10 == 0).Select(d => new SignalRecord
        {
            Id = Guid.NewGuid(),
            TimestampNanos = d.Time,
            Symbol = symbol,
            Source = "fusion",
            Direction = d.ProbabilityUp > 0.5 ? "long" : d.ProbabilityUp < 0.5 ? "short" : "flat",
            Strength = 2 * Math.Abs(d.ProbabilityUp - 0.5),
            Confidence = Math.Max(d.ProbabilityUp, 1 - d.ProbabilityUp),
            HorizonNanos = judge.Options.Horizon,
            EventTimeNanos = d.Time,
        }),
    ];

    private static AuditEntry[] Audit(JudgeStep judge) =>
    [
        .. judge.Strategy.Fills.Select(f => new AuditEntry
        {
            Id = Guid.NewGuid(),
            TimestampNanos = f.Time,
            Action = "fill",
            Details = new JsonObject
            {
                ["side"] = f.Side == Side.Bid ? "buy" : "sell",
                ["price"] = f.Price,
                ["quantity"] = f.Quantity,
                ["fee"] = f.Fee.ToString(CultureInfo.InvariantCulture),
                ["reason"] = f.Reason.ToString(),
                ["knownTime"] = f.KnownTime,
            }.ToJsonString(),
        }),
        new AuditEntry
        {
            Id = Guid.NewGuid(),
            TimestampNanos = judge.Strategy.Equity[^1].Time,
            Action = "backtest",
            Details = new JsonObject { ["eventLogHash"] = judge.Strategy.EventLogHash.ToString("x16", CultureInfo.InvariantCulture) }.ToJsonString(),
        },
    ];
}
