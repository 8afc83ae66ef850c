using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Returns of a policy over whole episodes of an environment.</summary>
/// <param name="Returns">Undiscounted return of each episode.</param>
/// <param name="MeanReturn">Mean of the returns.</param>
/// <param name="StandardDeviation">Population standard deviation of the returns.</param>
/// <param name="MeanLength">Mean number of steps.</param>
public sealed record PolicyEvaluation(IReadOnlyList<double> Returns, double MeanReturn, double StandardDeviation, double MeanLength)
{
    /// <summary>Plays episodes to their end.</summary>
    /// <param name="policy">The policy; it is reset at each start.</param>
    /// <param name="environment">The environment; it must end its episodes or have a step limit.</param>
    /// <param name="episodes">Number of episodes, at least 1.</param>
    /// <param name="seed">Seed of all chance; episode i draws from a stream of its own.</param>
    /// <param name="deterministic">True for the most likely action, false to draw from the policy. Default true.</param>
    /// <exception cref="PolicyMismatchException">The environment has other shapes than the policy was trained on.</exception>
    public static PolicyEvaluation Run(PpoPolicy policy, IEnvironment environment, int episodes, ulong seed, bool deterministic = true)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        if (environment.ObservationSize != policy.ObservationSize)
        {
            throw new PolicyMismatchException("observation size", $"{policy.ObservationSize}", $"{environment.ObservationSize}");
        }

        if (environment.ActionSpace.ToString() != policy.ActionSpace.ToString())
        {
            throw new PolicyMismatchException("action space", policy.ActionSpace.ToString(), environment.ActionSpace.ToString());
        }

        var returns = new double[episodes];
        var observation = new float[policy.ObservationSize];
        var action = new float[policy.ActionSpace.Dimensions];
        var mask = new bool[environment.HasActionMask ? policy.ActionSpace.MaskSize : 0];
        long steps = 0;
        for (int e = 0; e < episodes; e++)
        {
            var random = new RandomStream(seed, (8UL << 32) + (ulong)e);
            policy.Reset(seed + (ulong)e);
            environment.Reset(ref random, observation);
            StepResult result;
            int elapsed = 0;
            do
            {
                if (mask.Length > 0)
                {
                    environment.WriteActionMask(mask);
                }

                if (deterministic)
                {
                    policy.Decide(observation, action, mask);
                }
                else
                {
                    policy.Sample(observation, action, mask);
                }

                result = environment.Step(action, ref random, observation);
                returns[e] += result.Reward;
                elapsed++;
            }
            while (!result.Terminated && !result.Truncated && (environment.MaximumSteps == 0 || elapsed < environment.MaximumSteps));
            steps += elapsed;
        }

        double mean = returns.Average();
        return new PolicyEvaluation(returns, mean, Math.Sqrt(returns.Average(r => (r - mean) * (r - mean))), (double)steps / episodes);
    }
}
