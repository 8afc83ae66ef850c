using System.Text.Json;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Writes the progress of a training to a folder: <c>progress.jsonl</c>, one object a line, and TensorBoard events.</summary>
public sealed class TrainingLog : IDisposable
{
    private readonly FileStream lines;
    private readonly TensorBoardWriter events;

    /// <summary>Opens the files.</summary>
    /// <param name="folder">The folder; it is created when it does not exist. An earlier <c>progress.jsonl</c> is continued.</param>
    /// <param name="time">Clock of the wall times; null for the system's.</param>
    public TrainingLog(string folder, TimeProvider? time = null)
    {
        events = new TensorBoardWriter(folder, time);
        lines = new FileStream(Path.Combine(folder, "progress.jsonl"), FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Writes one iteration.</summary>
    public void Write(PpoProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        using (var writer = new Utf8JsonWriter(lines))
        {
            writer.WriteStartObject();
            foreach ((string tag, double value) in Values(progress))
            {
                string name = tag[(tag.IndexOf('/', StringComparison.Ordinal) + 1)..];
                if (double.IsFinite(value))
                {
                    writer.WriteNumber(name, value);
                }
                else
                {
                    writer.WriteNull(name);
                }
            }

            writer.WriteEndObject();
        }

        lines.WriteByte((byte)'\n');
        lines.Flush();
        foreach ((string tag, double value) in Values(progress))
        {
            if (double.IsFinite(value))
            {
                events.Write(tag, progress.Steps, value);
            }
        }

        events.Flush();
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lines.Dispose();
        events.Dispose();
    }

    private static IEnumerable<(string Tag, double Value)> Values(PpoProgress p) =>
    [
        ("time/steps", p.Steps),
        ("time/iteration", p.Iteration),
        ("rollout/episodes", p.Episodes),
        ("rollout/mean_return", p.MeanReturn),
        ("rollout/mean_length", p.MeanLength),
        ("train/learning_rate", p.LearningRate),
        ("train/loss", p.Loss.Loss),
        ("train/policy_loss", p.Loss.PolicyLoss),
        ("train/value_loss", p.Loss.ValueLoss),
        ("train/entropy", p.Loss.Entropy),
        ("train/approximate_kl", p.Loss.ApproximateKl),
        ("train/clip_fraction", p.Loss.ClipFraction),
        ("train/gradient_norm", p.GradientNorm),
        ("train/explained_variance", p.ExplainedVariance),
    ];
}
