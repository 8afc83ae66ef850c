using System.Globalization;
using System.Text;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting;

/// <summary>A run as one self-contained HTML page: verdict, statistics with their intervals, equity, drawdown, exposure, months, fills.</summary>
public static class TearSheet
{
    private const int FillsShown = 500;
    private const long Day = 86_400_000_000_000;

    /// <summary>Writes the page.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="result">The run.</param>
    /// <param name="instrument">Its instrument.</param>
    /// <param name="statistics">Its figures.</param>
    /// <param name="capital">The capital they are relative to, greater than 0.</param>
    /// <param name="notes">Assumptions worth stating: fees, latency, queue.</param>
    public static string Render(string title, StrategySessionResult result, Instrument instrument, RunStatistics statistics, decimal capital, IReadOnlyList<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capital);
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(SvgChart.Escape(title)).Append("</title><style>")
            .Append("body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:980px;padding:0 1rem;color:#1b2430}table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .7rem;border-bottom:1px solid #dde3ea;text-align:right}td:first-child,th:first-child{text-align:left}svg{width:100%;margin:.6rem 0}.grid{stroke:#e4e9ef}.tick{font-size:11px;fill:#5b6776}.title{font-size:14px;font-weight:600}.mark{stroke:#8894a3;stroke-dasharray:4 3}.verdict{font-size:1.15rem;font-weight:600}.note{color:#5b6776}")
            .Append("</style></head><body><h1>").Append(SvgChart.Escape(title)).Append("</h1><p class=\"verdict\">").Append(SvgChart.Escape(Verdict(statistics))).Append("</p>");
        foreach (string note in notes ?? [])
        {
            html.Append("<p class=\"note\">").Append(SvgChart.Escape(note)).Append("</p>");
        }

        AppendStatistics(html, result, statistics);
        if (result.Equity.Count > 1)
        {
            AppendCharts(html, result, instrument, capital);
            AppendMonths(html, result, capital);
        }

        AppendFills(html, result, instrument);
        return html.Append("</body></html>").ToString();
    }

    /// <summary>What the run says, in a sentence that does not flatter.</summary>
    public static string Verdict(RunStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        if (statistics.Trades == 0)
        {
            return "The strategy did not trade.";
        }

        string sign = statistics.ProfitAndLoss > 0 ? "made" : "lost";
        string amount = Math.Abs(statistics.ProfitAndLoss).ToString("0.00####", CultureInfo.InvariantCulture);
        string belief = statistics.ProfitAndLoss <= 0 ? "There is no reason to trade it."
            : statistics.DeflatedSharpe >= 0.95 ? string.Create(CultureInfo.InvariantCulture, $"The probability that it is more than luck is {statistics.DeflatedSharpe:0.000}.")
            : string.Create(CultureInfo.InvariantCulture, $"It may well be luck: the probability that it is more is {statistics.DeflatedSharpe:0.000}, below 0.95.");
        return $"The strategy {sign} {amount} after fees. {belief}";
    }

    private static void AppendStatistics(StringBuilder html, StrategySessionResult result, RunStatistics s)
    {
        html.Append("<table><tr><th>figure</th><th>value</th><th>95 % interval or error</th></tr>");
        void Row(string name, string value, string error = "") =>
            html.Append("<tr><td>").Append(name).Append("</td><td>").Append(value).Append("</td><td>").Append(error).Append("</td></tr>");
        Row("profit and loss", Money(s.ProfitAndLoss));
        Row("fees", Money(s.Fees));
        Row("mean return per period", Number(s.Performance?.MeanReturn ?? 0), $"{Number(s.MeanReturnInterval.Low)} … {Number(s.MeanReturnInterval.High)}");
        Row("Sharpe ratio, annual", Number(s.Sharpe), double.IsNaN(s.SharpeStandardError) ? "" : $"{Number(s.Sharpe - (1.96 * s.SharpeStandardError))} … {Number(s.Sharpe + (1.96 * s.SharpeStandardError))}");
        Row("deflated Sharpe (probability)", Number(s.DeflatedSharpe));
        Row("largest drawdown", Percent(s.MaximumDrawdown));
        Row("exposure", Percent(s.Exposure));
        Row("fills / round trips", $"{s.Trades} / {s.RoundTrips}");
        Row("slippage, bps", Number(s.SlippageBasisPoints));
        if (s.Performance is { } p)
        {
            Interval hit = Proportions.Wilson((int)Math.Round(p.HitRate * (result.Equity.Count - 1)), result.Equity.Count - 1, 0.95);
            Row("periods that gained", Percent(p.HitRate), $"{Percent(hit.Low)} … {Percent(hit.High)}");
            Row("Sortino ratio, annual", Number(p.SortinoAnnual));
            Row("skewness / kurtosis", $"{Number(p.Skewness)} / {Number(p.Kurtosis)}");
            Row("5 % quantile / mean of the worst 5 %", $"{Number(p.ReturnQuantile5Percent)} / {Number(p.MeanOfWorst5Percent)}");
        }

        Row("conservation error", Money(result.ConservationError));
        Row("event log", result.EventLogHash.ToString("x16", CultureInfo.InvariantCulture));
        html.Append("</table>");
    }

    private static void AppendCharts(StringBuilder html, StrategySessionResult result, Instrument instrument, decimal capital)
    {
        long start = result.Equity[0].Time, span = result.Equity[^1].Time - start;
        (double unit, string label) = span > 10 * Day ? (Day, "days") : span > Day / 4 ? (Day / 24.0, "hours") : (Day / 1440.0, "minutes");
        double[] x = [.. result.Equity.Select(p => (p.Time - start) / unit)];
        double[] worth = [.. result.Equity.Select(p => (double)(p.Equity - result.Equity[0].Equity))];
        double[] drawdown = new double[x.Length];
        double peak = 0;
        for (int i = 0; i < x.Length; i++)
        {
            peak = Math.Max(peak, worth[i]);
            drawdown[i] = -(peak - worth[i]) / ((double)capital + peak) * 100;
        }

        double first = result.Equity.Select(p => p.Mid).FirstOrDefault(m => !double.IsNaN(m), double.NaN);
        double most = result.Equity.Max(p => Math.Abs((double)p.Position));
        html.Append(new SvgChart("Profit and loss", label, "account currency").Line("strategy", "#1f6feb", x, worth).ToSvg());
        html.Append(new SvgChart("Drawdown", label, "%", height: 190).Line("drawdown", "#c0392b", x, drawdown).ToSvg());
        html.Append(new SvgChart("Exposure", label, "share of the largest position", height: 170).Line("position", "#7d5ba6", x, [.. result.Equity.Select(p => most == 0 ? 0 : p.Position / most)]).ToSvg());
        html.Append(new SvgChart("Price", label, "price", height: 220).Line("reference", "#444", x, [.. result.Equity.Select(p => p.Mid * (double)instrument.Price.Value)])
            .Points("buys", "#2a9d4a", Times(result, Side.Bid, start, unit), Prices(result, Side.Bid, instrument))
            .Points("sells", "#d1495b", Times(result, Side.Ask, start, unit), Prices(result, Side.Ask, instrument)).ToSvg());
    }

    private static double[] Times(StrategySessionResult result, Side side, long start, double unit) => [.. Shown(result, side).Select(f => (f.Time - start) / unit)];

    private static double[] Prices(StrategySessionResult result, Side side, Instrument instrument) => [.. Shown(result, side).Select(f => f.Price * (double)instrument.Price.Value)];

    private static IEnumerable<Fill> Shown(StrategySessionResult result, Side side) => result.Fills.Where(f => f.Side == side).Take(FillsShown);

    private static void AppendMonths(StringBuilder html, StrategySessionResult result, decimal capital)
    {
        var months = new SortedDictionary<(int Year, int Month), decimal>();
        for (int i = 1; i < result.Equity.Count; i++)
        {
            DateTime at = DateTime.UnixEpoch.AddTicks(result.Equity[i].Time / 100);
            months[(at.Year, at.Month)] = months.GetValueOrDefault((at.Year, at.Month)) + result.Equity[i].Equity - result.Equity[i - 1].Equity;
        }

        html.Append("<h2>Returns by month, % of the capital</h2><table><tr><th>year</th>");
        for (int month = 1; month <= 12; month++)
        {
            html.Append("<th>").Append(CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(month)).Append("</th>");
        }

        html.Append("<th>year</th></tr>");
        foreach (IGrouping<int, KeyValuePair<(int Year, int Month), decimal>> year in months.GroupBy(m => m.Key.Year))
        {
            html.Append("<tr><td>").Append(year.Key).Append("</td>");
            for (int month = 1; month <= 12; month++)
            {
                html.Append("<td>").Append(months.TryGetValue((year.Key, month), out decimal gain) ? Number((double)(gain / capital) * 100) : "").Append("</td>");
            }

            html.Append("<td>").Append(Number((double)(year.Sum(m => m.Value) / capital) * 100)).Append("</td></tr>");
        }

        html.Append("</table>");
    }

    private static void AppendFills(StringBuilder html, StrategySessionResult result, Instrument instrument)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>Fills</h2><p class=\"note\">{Math.Min(FillsShown, result.Fills.Count)} of {result.Fills.Count} shown.</p>")
            .Append("<table><tr><th>time (UTC)</th><th>side</th><th>price</th><th>quantity</th><th>reference</th><th>fee</th><th>reason</th><th>latency, ms</th><th>queue ahead</th></tr>");
        foreach (Fill fill in result.Fills.Take(FillsShown))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{DateTime.UnixEpoch.AddTicks(fill.Time / 100):yyyy-MM-dd HH:mm:ss.fff}</td><td>{(fill.Side == Side.Bid ? "buy" : "sell")}</td><td>{instrument.FormatPrice(fill.Price)}</td><td>{instrument.FormatQuantity(fill.Quantity)}</td><td>{Number(fill.ReferencePrice * (double)instrument.Price.Value)}</td><td>{Money(fill.Fee)}</td><td>{fill.Reason}</td><td>{Number(fill.EntryLatency / 1e6)}</td><td>{fill.QueueAhead}</td></tr>");
        }

        html.Append("</table>");
    }

    private static string Money(decimal value) => value.ToString("0.00######", CultureInfo.InvariantCulture);

    private static string Number(double value) => double.IsNaN(value) ? "–" : SvgChart.Number(value);

    private static string Percent(double value) => double.IsNaN(value) ? "–" : (value * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
