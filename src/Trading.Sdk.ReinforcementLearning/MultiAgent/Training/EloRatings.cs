using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Strengths of a pool of opponents from the results of their games (Elo, 1978). Not thread-safe.</summary>
public sealed class EloRatings
{
    private readonly SortedDictionary<string, double> ratings = new(StringComparer.Ordinal);

    /// <summary>Largest change by one game, above 0. Default 16.</summary>
    public double Step { get; init; } = 16;

    /// <summary>Names and ratings.</summary>
    public IReadOnlyDictionary<string, double> Ratings => ratings;

    /// <summary>Adds an opponent.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rating">Its start. Default 1200.</param>
    /// <exception cref="ArgumentException">The name is in the pool.</exception>
    public void Add(string name, double rating = 1200) => ratings.Add(name, rating);

    /// <summary>Takes an opponent out; its points leave with it.</summary>
    /// <returns>True when it was there.</returns>
    public bool Remove(string name) => ratings.Remove(name);

    /// <summary>Empties the pool.</summary>
    public void Clear() => ratings.Clear();

    /// <summary>Expected score of the first against the second, in (0, 1).</summary>
    public double Expected(string first, string second) => 1 / (1 + Math.Pow(10, (ratings[second] - ratings[first]) / 400));

    /// <summary>Takes a result.</summary>
    /// <param name="first">One player.</param>
    /// <param name="second">The other.</param>
    /// <param name="score">1 when the first won, 0.5 for a draw, 0 when it lost.</param>
    public void Record(string first, string second, double score)
    {
        if (score is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(score), score, "A score is in [0, 1].");
        }

        double change = Step * (score - Expected(first, second));
        ratings[first] += change;
        ratings[second] -= change;
    }

    /// <summary>Draws an opponent, the likelier the closer its rating is to that of <paramref name="player"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no other player.</exception>
    public string Opponent(string player, ref RandomStream random)
    {
        double own = ratings[player], total = 0;
        foreach ((string name, double rating) in ratings)
        {
            total += name == player ? 0 : Math.Exp(-Math.Abs(rating - own) / 200);
        }

        if (total == 0)
        {
            throw new InvalidOperationException("The pool has no other player.");
        }

        double left = random.NextDouble() * total;
        string chosen = player;
        foreach ((string name, double rating) in ratings)
        {
            if (name != player && left >= 0)
            {
                chosen = name;
                left -= Math.Exp(-Math.Abs(rating - own) / 200);
            }
        }

        return chosen;
    }
}
