using System.Globalization;
using Trading.Sdk.Backtesting;

namespace Trading.Sdk.EndToEnd.Report;

/// <summary>The figures of the unseen part, for console and page alike.</summary>
internal static class ResultTable
{
    public static IEnumerable<(string Name, string Strategy, string BuyAndHold, string Random)> Rows(JudgeStep judge)
    {
        StrategySessionResult[] random = [.. judge.Random.OrderBy(r => r.ProfitAndLoss)];
        StrategySessionResult median = random[random.Length / 2];
        yield return ("profit and loss", Money(judge.Strategy.ProfitAndLoss), Money(judge.BuyAndHold.ProfitAndLoss), Money(median.ProfitAndLoss));
        yield return ("return on capital", Percent(judge.Strategy, judge), Percent(judge.BuyAndHold, judge), Percent(median, judge));
        yield return ("fees paid", Money(judge.Strategy.FeesPaid), Money(judge.BuyAndHold.FeesPaid), Money(median.FeesPaid));
        yield return ("fills", Count(judge.Strategy.Fills.Count), Count(judge.BuyAndHold.Fills.Count), Count(median.Fills.Count));
        yield return ("time in the market", Share(judge.Strategy), Share(judge.BuyAndHold), Share(median));
        yield return ("largest drawdown", Drawdown(judge.Strategy, judge), Drawdown(judge.BuyAndHold, judge), Drawdown(median, judge));
        yield return ("Sharpe per second ± s.e.", judge.Performance is { } p ? string.Create(CultureInfo.InvariantCulture, $"{p.SharpePerPeriod:0.0000} ± {p.SharpeStandardErrorMertens:0.0000}") : "–", "", "");
        yield return ("probability that it is above 0", double.IsNaN(judge.ProbabilisticSharpe) ? "–" : judge.ProbabilisticSharpe.ToString("0.000", CultureInfo.InvariantCulture), "", "");
        yield return ("conservation error", judge.Strategy.ConservationError.ToString("0.##########", CultureInfo.InvariantCulture), judge.BuyAndHold.ConservationError.ToString("0.##########", CultureInfo.InvariantCulture), "");
        yield return ("event log", judge.Strategy.EventLogHash.ToString("x16", CultureInfo.InvariantCulture), judge.BuyAndHold.EventLogHash.ToString("x16", CultureInfo.InvariantCulture), "");
    }

    /// <summary>One honest sentence.</summary>
    public static string Verdict(JudgeStep judge)
    {
        decimal profit = judge.Strategy.ProfitAndLoss;
        string random = string.Create(CultureInfo.InvariantCulture, $"{judge.ShareOfRandomBetter:0%} of {judge.Random.Count} random strategies did better");
        if (judge.Strategy.Fills.Count == 0)
        {
            return $"The strategy stayed out: no expected move paid for spread and fees. {random}.";
        }

        if (profit < 0)
        {
            return $"The strategy lost money on the unseen part ({Money(profit)}); {random}.";
        }

        return judge.ProbabilisticSharpe >= 0.95 && judge.ShareOfRandomBetter <= 0.05
            ? $"The strategy made {Money(profit)} on the unseen part, more than luck explains at 5 %; {random}."
            : $"The strategy made {Money(profit)} on the unseen part, no more than luck explains at 5 %; {random}.";
    }

    public static string Money(decimal value) => value.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Count(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Percent(StrategySessionResult run, JudgeStep judge) => (run.ProfitAndLoss / judge.Capital).ToString("0.000%", CultureInfo.InvariantCulture);

    private static string Share(StrategySessionResult run) => (run.Equity.Count(p => p.Position != 0) / (double)Math.Max(1, run.Equity.Count)).ToString("0%", CultureInfo.InvariantCulture);

    private static string Drawdown(StrategySessionResult run, JudgeStep judge)
    {
        decimal peak = decimal.MinValue, worst = 0;
        foreach (EquityPoint point in run.Equity)
        {
            peak = Math.Max(peak, point.Equity);
            worst = Math.Max(worst, peak - point.Equity);
        }

        return (worst / judge.Capital).ToString("0.000%", CultureInfo.InvariantCulture);
    }
}
