namespace Trading.Sdk.GeneticOptimization;

/// <summary>Demands on the weights of a portfolio, which always sum to one. Default: long only.</summary>
public sealed class PortfolioConstraints
{
    /// <summary>Least weight of every asset without one of its own; negative infinity = unbounded. Default 0.</summary>
    public double MinWeight { get; init; }

    /// <summary>Greatest weight of every asset without one of its own; positive infinity = unbounded. Default 1.</summary>
    public double MaxWeight { get; init; } = 1;

    /// <summary>Least weight of each asset, or null for the common one.</summary>
    public IReadOnlyList<double>? MinWeights { get; init; }

    /// <summary>Greatest weight of each asset, or null for the common one.</summary>
    public IReadOnlyList<double>? MaxWeights { get; init; }

    /// <summary>Limits on sums of weights. Default none.</summary>
    public IReadOnlyList<WeightGroup> Groups { get; init; } = [];

    /// <summary>Weights held now, for turnover and costs; null = none are held.</summary>
    public IReadOnlyList<double>? CurrentWeights { get; init; }

    /// <summary>Greatest Σ|w − current|; positive infinity (default) = unlimited. 2 = everything may be exchanged.</summary>
    public double MaxTurnover { get; init; } = double.PositiveInfinity;

    /// <summary>Cost of trading one unit of weight, charged against the expected return of the period; 0 (default) = free.</summary>
    public double TransactionCost { get; init; }

    internal bool IsBoxOnly => Groups.Count == 0 && double.IsPositiveInfinity(MaxTurnover) && TransactionCost == 0;

    internal double Lower(int asset) => MinWeights?[asset] ?? MinWeight;

    internal double Upper(int asset) => MaxWeights?[asset] ?? MaxWeight;

    internal double Current(int asset) => CurrentWeights?[asset] ?? 0;

    /// <summary>Checks the demands against each other.</summary>
    internal void Validate(PortfolioEstimates estimates) => Validate(estimates.Count, estimates.Names);

    internal void Validate(int n, IReadOnlyList<string> names)
    {
        Range.Require(MinWeights is null || MinWeights.Count == n, $"{MinWeights?.Count} least weights for {n} assets.", nameof(MinWeights));
        Range.Require(MaxWeights is null || MaxWeights.Count == n, $"{MaxWeights?.Count} greatest weights for {n} assets.", nameof(MaxWeights));
        Range.Require(CurrentWeights is null || (CurrentWeights.Count == n && CurrentWeights.All(double.IsFinite)), $"Current weights need {n} finite values.", nameof(CurrentWeights));
        Range.Require(MaxTurnover >= 0, "The turnover must be at least 0.", nameof(MaxTurnover));
        Range.NonNegative(TransactionCost);
        double least = 0, greatest = 0;
        for (int i = 0; i < n; i++)
        {
            double lower = Lower(i), upper = Upper(i);
            Range.Require(!double.IsNaN(lower) && !double.IsNaN(upper) && lower < double.PositiveInfinity && upper > double.NegativeInfinity, $"The bounds of {names[i]} are {lower} and {upper}.", nameof(MinWeights));
            if (lower > upper)
            {
                throw new PortfolioInfeasibleException($"The bounds of {names[i]} contradict each other: at least {lower} and at most {upper}.");
            }

            least += lower;
            greatest += upper;
        }

        if (least > 1 + 1e-12)
        {
            throw new PortfolioInfeasibleException($"The least weights sum to {least}, more than 1.");
        }

        if (greatest < 1 - 1e-12)
        {
            throw new PortfolioInfeasibleException($"The greatest weights sum to {greatest}, less than 1.");
        }

        foreach (WeightGroup group in Groups)
        {
            Range.Require(group.Assets.All(a => a >= 0 && a < n) && group.Assets.Distinct().Count() == group.Assets.Count, $"Group {group.Name} names an asset outside 0 … {n - 1} or twice.", nameof(Groups));
            double groupLeast = group.Assets.Sum(Lower), groupGreatest = group.Assets.Sum(Upper);
            if (!(group.Lower <= group.Upper) || groupLeast > group.Upper + 1e-12 || groupGreatest < group.Lower - 1e-12)
            {
                throw new PortfolioInfeasibleException($"Group {group.Name} wants a sum in [{group.Lower}, {group.Upper}], its assets allow [{groupLeast}, {groupGreatest}].");
            }
        }
    }
}
