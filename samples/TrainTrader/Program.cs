using System.Globalization;
using System.Text;
using Spectre.Console;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Workbench;

// Trains a trader on the first part of a recording and judges it on the rest, which it has never seen.
// TrainTrader [FOLDER] [STEPS]: writes policy.safetensors, progress.jsonl, TensorBoard events and learning-curve.html.
string folder = args.Length > 0 ? args[0] : "train-trader";
long steps = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 500_000;
const int Rows = 20_000, Split = 15_000;
MarketRecording recording = SyntheticMarket.Record(Rows, features: 4, seed: 1);
var market = new MarketReplayOptions { TakerFee = 0.0001, RewardScale = 0.1 };
MarketReplayOptions training = market with { EndRow = Split };
MarketReplayOptions unseen = market with { FirstRow = Split, EpisodeRows = 1000 };
ObservationSchema schema = MarketReplay.CreateSchema(["swing", "noise.1", "noise.2", "noise.3"]);

using var trainer = new PpoTrainer(new VectorEnvironment(16, _ => new MarketReplay(recording, training)), PpoPresets.Market with { TotalSteps = steps, Features = schema });
using var log = new TrainingLog(folder);
var judge = new EvaluationCallback(new MarketReplay(recording, unseen)) { EverySteps = steps / 20, Episodes = 10, BestPolicyPath = Path.Combine(folder, "policy.safetensors") };
AnsiConsole.Progress().Start(context =>
{
    ProgressTask task = context.AddTask("training", maxValue: steps);
    trainer.Train((t, progress) =>
    {
        log.Write(progress);
        task.Value = progress.Steps;
        task.Description = $"mean return {progress.MeanReturn:F2}, unseen {judge.BestReturn:F2}";
        return judge.AfterIteration(t, progress);
    });
    task.Value = steps;
});

File.WriteAllText(Path.Combine(folder, "learning-curve.html"), Page(judge.History));
AnsiConsole.WriteLine($"Best mean return of an unseen episode: {judge.BestReturn:F2} (one is {market.RewardScale} of the price). Files: {folder}");

static string Page(IReadOnlyList<(long Steps, double MeanReturn)> history)
{
    double low = Math.Min(0, history.Min(h => h.MeanReturn)), high = Math.Max(1e-9, history.Max(h => h.MeanReturn)), last = history[^1].Steps;
    var points = new StringBuilder();
    foreach ((long at, double value) in history)
    {
        points.Append(CultureInfo.InvariantCulture, $"{20 + (760 * at / last):F1},{380 - (360 * (value - low) / (high - low)):F1} ");
    }

    return $"""
        <!doctype html><meta charset="utf-8"><title>Learning curve</title>
        <h1>Return of unseen episodes while training</h1>
        <svg width="800" height="400" style="font-family:sans-serif"><rect width="800" height="400" fill="#f7f7f7"/>
        <polyline points="{points}" fill="none" stroke="#1f6feb" stroke-width="2"/>
        <text x="20" y="16">{high:F2}</text><text x="20" y="396">{low:F2}</text><text x="700" y="396">{last:N0} steps</text></svg>
        """;
}
