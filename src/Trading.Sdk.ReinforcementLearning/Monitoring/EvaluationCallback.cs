namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Evaluates the policy every so often on an environment of its own, keeps the best, and stops the training at a threshold
/// or when nothing improves any more. Pass <see cref="AfterIteration"/> to <see cref="PpoTrainer.Train"/>.
/// </summary>
public sealed class EvaluationCallback
{
    private readonly IEnvironment environment;
    private long nextAt;
    private int withoutImprovement;

    /// <summary>Creates the callback.</summary>
    /// <param name="environment">Where the policy is evaluated; not one of the training.</param>
    public EvaluationCallback(IEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        this.environment = environment;
    }

    /// <summary>Environment steps of training between two evaluations, at least 1. Default 10,000.</summary>
    public long EverySteps { get; init; } = 10_000;

    /// <summary>Episodes of an evaluation, at least 1. Default 10.</summary>
    public int Episodes { get; init; } = 10;

    /// <summary>Seed of the evaluations: all see the same episodes. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>File that gets the best policy; null for none.</summary>
    public string? BestPolicyPath { get; init; }

    /// <summary>The training stops when an evaluation's mean return reaches this; null for never.</summary>
    public double? StopAtReturn { get; init; }

    /// <summary>The training stops after so many evaluations in a row without a new best; null for never.</summary>
    public int? StopAfterEvaluationsWithoutImprovement { get; init; }

    /// <summary>The best policy so far; null before the first evaluation.</summary>
    public PpoPolicy? BestPolicy { get; private set; }

    /// <summary>Mean return of the best policy; NaN before the first evaluation.</summary>
    public double BestReturn { get; private set; } = double.NaN;

    /// <summary>Steps and mean return of every evaluation.</summary>
    public IReadOnlyList<(long Steps, double MeanReturn)> History => history;

    private readonly List<(long Steps, double MeanReturn)> history = [];

    /// <summary>Evaluates when it is time.</summary>
    /// <returns>False to stop the training.</returns>
    public bool AfterIteration(PpoTrainer trainer, PpoProgress progress)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(progress);
        if (progress.Steps < nextAt && !trainer.IsFinished)
        {
            return true;
        }

        nextAt = progress.Steps + EverySteps;
        PpoPolicy policy = trainer.CreatePolicy();
        double mean = PolicyEvaluation.Run(policy, environment, Episodes, Seed).MeanReturn;
        history.Add((progress.Steps, mean));
        if (BestPolicy is null || mean > BestReturn)
        {
            (BestPolicy, BestReturn, withoutImprovement) = (policy, mean, 0);
            if (BestPolicyPath is not null)
            {
                policy.Save(BestPolicyPath);
            }
        }
        else
        {
            withoutImprovement++;
        }

        return !(mean >= StopAtReturn) && !(withoutImprovement >= StopAfterEvaluationsWithoutImprovement);
    }
}
