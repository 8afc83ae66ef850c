namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Generalised advantage estimation (Schulman, Moritz, Levine, Jordan and Abbeel, 2016).</summary>
public static class GeneralizedAdvantage
{
    /// <summary>
    /// δ = r + γ·next − V, A = δ + γλ·A′, from the last step back. The next value is that of the following step; after a
    /// truncation it is the value of the final observation, after a termination 0, and both cut the recursion. Returns are advantages + values.
    /// </summary>
    /// <param name="rewards">[time × environments], like all others but <paramref name="lastValues"/>.</param>
    /// <param name="values">Values of the observations acted on.</param>
    /// <param name="finalValues">Values of final observations; read where truncated.</param>
    /// <param name="terminated">The step just taken ended the episode by its nature.</param>
    /// <param name="truncated">The step just taken ended the episode by a limit.</param>
    /// <param name="lastValues">[environments] values of the observations after the last step.</param>
    /// <param name="gamma">Discount in [0, 1].</param>
    /// <param name="lambda">Weight of longer estimates in [0, 1].</param>
    /// <param name="advantages">Receives the advantages.</param>
    /// <param name="returns">Receives advantages + values.</param>
    /// <exception cref="ArgumentException">Lengths do not agree.</exception>
    public static void Compute(
        ReadOnlySpan<float> rewards,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> finalValues,
        ReadOnlySpan<bool> terminated,
        ReadOnlySpan<bool> truncated,
        ReadOnlySpan<float> lastValues,
        double gamma,
        double lambda,
        Span<float> advantages,
        Span<float> returns)
    {
        int environments = lastValues.Length, n = rewards.Length;
        if (environments == 0 || n % environments != 0 || values.Length != n || finalValues.Length != n || terminated.Length != n || truncated.Length != n || advantages.Length != n || returns.Length != n)
        {
            throw new ArgumentException("All spans are [time × environments], and the last values [environments].", nameof(rewards));
        }

        for (int e = 0; e < environments; e++)
        {
            double advantage = 0, next = lastValues[e];
            for (int i = n - environments + e; i >= 0; i -= environments)
            {
                bool done = terminated[i] || truncated[i];
                double following = terminated[i] ? 0 : truncated[i] ? finalValues[i] : next;
                double delta = rewards[i] + (gamma * following) - values[i];
                advantage = delta + (done ? 0 : gamma * lambda * advantage);
                advantages[i] = (float)advantage;
                returns[i] = (float)(advantage + values[i]);
                next = values[i];
            }
        }
    }
}
