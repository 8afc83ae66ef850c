namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The seven letters of W. O'Neil's method (How to Make Money in Stocks, 4th edition, 2009), each from 0 (against) to 1 (for);
/// null where the data do not say. Without fundamentals C, A and I are stand-ins taken from price and volume.
/// </summary>
public sealed record CanslimScores
{
    /// <summary>Current earnings: quarterly growth / 50 %; stand-in: return over 63 bars.</summary>
    public double? C { get; init; }

    /// <summary>Annual earnings: three-year growth / 50 %; stand-in: yearly growth of the price over up to three years.</summary>
    public double? A { get; init; }

    /// <summary>New highs: 1 at the highest price of 252 bars, 0 at 25 % below it.</summary>
    public double? N { get; init; }

    /// <summary>Supply and demand: heaviest volume of a rising day among the last 10 against the mean of 50. Needs volume.</summary>
    public double? S { get; init; }

    /// <summary>Leader: rank of the weighted return of four quarters among the universe, else against the market, else in the share's own history.</summary>
    public double? L { get; init; }

    /// <summary>Institutions: change of holders; stand-in: volume of rising against falling days over 50 bars. Needs volume then.</summary>
    public double? I { get; init; }

    /// <summary>Market: the index (or, without one, the share) above its means of 50 and 200 bars, and the latter rising.</summary>
    public double? M { get; init; }

    /// <summary>Which of C, A and I come from fundamentals rather than stand-ins.</summary>
    public string FromFundamentals { get; init; } = "";

    /// <summary>Mean of the scores there are; null when there is none.</summary>
    public double? Total
    {
        get
        {
            double sum = 0;
            int known = 0;
            foreach (double? score in All)
            {
                if (score is { } value)
                {
                    sum += value;
                    known++;
                }
            }

            return known == 0 ? null : sum / known;
        }
    }

    /// <summary>C, A, N, S, L, I, M in this order.</summary>
    public IReadOnlyList<double?> All => [C, A, N, S, L, I, M];
}
