using Trading.Sdk.ReinforcementLearning;

namespace Trading.Sdk.EndToEnd;

/// <summary>A short PPO training on the fitting part: the policy holds short, flat or long and pays spread and fees.</summary>
internal sealed record PolicyStep(PpoPolicy Policy, int[] Columns, IReadOnlyList<PpoProgress> Progress)
{
    public const long TrainingSteps = 262_144;

    private static readonly string[] Features =
    [
        "queue_imbalance", "imbalance_5", "imbalance_20", "depth_log_ratio_10bps", "ofi_normalized", "trade_imbalance", "return_1", "return_10", "spread_bps",
    ];

    public static PolicyStep Train(Session session, ulong seed, Action<PpoProgress> progress, CancellationToken cancellation)
    {
        int[] columns = [.. Features.Select(session.Schema.IndexOf)];
        int spreadColumn = session.Schema.IndexOf("spread");
        float[] features = new float[session.FitRows * columns.Length];
        double[] bid = new double[session.FitRows], ask = new double[session.FitRows];
        for (int i = 0; i < session.FitRows; i++)
        {
            PolicyScore.WriteFeatures(session.Rows[i], columns, features.AsSpan(i * columns.Length, columns.Length));
            double half = session.Rows[i][spreadColumn] / 2;
            (bid[i], ask[i]) = (session.Mid[i] - half, session.Mid[i] + half);
        }

        var recording = new MarketRecording(features, bid, ask);
        // A reward of 1 is the mean move over the horizon.
        double move = session.ForwardReturns(PatternStep.HorizonRows, session.FitRows).Where(r => !double.IsNaN(r)).Average(Math.Abs) * session.Mid[0];
        var environment = new VectorEnvironment(8, _ => new MarketReplay(recording, new MarketReplayOptions
        {
            TakerFee = (double)session.Source.Fees.Taker,
            EpisodeRows = Math.Min(256, session.FitRows / 2),
            RewardScale = Math.Max(move, 1e-9),
        }));
        using var trainer = new PpoTrainer(environment, new PpoOptions
        {
            Seed = seed,
            TotalSteps = TrainingSteps,
            RolloutSteps = 256,
            NormalizeObservations = true,
            Threads = 2,
            Features = MarketReplay.CreateSchema(Features),
        });
        var history = new List<PpoProgress>();
        trainer.Train(
            (_, p) =>
            {
                history.Add(p);
                progress(p);
                return true;
            },
            cancellation);
        return new PolicyStep(trainer.CreatePolicy(), columns, history);
    }
}
