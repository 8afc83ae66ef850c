using System.Globalization;
using System.Text;
using Trading.Sdk.Backtesting;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.EndToEnd.Report;

/// <summary>The result as one self-contained page.</summary>
internal static class HtmlReport
{
    private const string Blue = "#2563eb", Red = "#dc2626", Green = "#16a34a", Grey = "#64748b", Violet = "#7c3aed";

    public static string Render(JobResult job)
    {
        var html = new StringBuilder();
        html.Append("""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Trading.Sdk: the main job</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 980px; margin: 2rem auto; padding: 0 1rem; color: #0f172a; background: #fff; }
            h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .4rem; }
            p.verdict { font-size: 1.1rem; font-weight: 600; padding: .7rem 1rem; border-left: 4px solid #2563eb; background: #eff6ff; }
            table { border-collapse: collapse; margin: .5rem 0; } td, th { padding: .25rem .8rem; border-bottom: 1px solid #e2e8f0; text-align: right; } td:first-child, th:first-child { text-align: left; }
            svg { width: 100%; height: auto; } .grid { stroke: #94a3b8; stroke-opacity: .25; } .mark { stroke: #64748b; stroke-dasharray: 3 3; }
            .tick { font: 11px system-ui, sans-serif; fill: #64748b; } .title { font: 600 13px system-ui, sans-serif; fill: currentColor; } code { font-size: .9em; }
            @media (prefers-color-scheme: dark) { body { color: #e2e8f0; background: #0f172a; } p.verdict { background: #1e293b; } td, th { border-color: #334155; } }
            </style></head><body>
            """);
        html.Append(CultureInfo.InvariantCulture, $"<h1>{SvgChart.Escape(job.Session.Source.Title)}</h1>");
        foreach (string line in MainJob.FinalBook(job.Session))
        {
            html.Append(CultureInfo.InvariantCulture, $"{SvgChart.Escape(line)}<br>");
        }

        html.Append(CultureInfo.InvariantCulture, $"<p class=\"verdict\">{SvgChart.Escape(ResultTable.Verdict(job.Judged))}</p>");
        Results(html, job);
        Market(html, job);
        Cycles(html, job);
        Patterns(html, job);
        Tuning(html, job);
        Policy(html, job);
        Calibration(html, job);
        Examination(html, job);
        Stored(html, job);
        return html.Append("</body></html>").ToString();
    }

    private static void Results(StringBuilder html, JobResult job)
    {
        html.Append("<h2>The unseen 40 %</h2><table><tr><th></th><th>fused strategy</th><th>buy and hold</th><th>random (median)</th></tr>");
        foreach ((string name, string strategy, string hold, string random) in ResultTable.Rows(job.Judged))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{name}</td><td>{strategy}</td><td>{hold}</td><td>{random}</td></tr>");
        }

        html.Append("</table>");
        StrategySessionResult[] runs = [job.Judged.Strategy, job.Judged.BuyAndHold];
        int points = runs.Concat(job.Judged.Random).Min(r => r.Equity.Count);
        double[] x = [.. job.Judged.Strategy.Equity.Take(points).Select(p => Minutes(job, p.Time))];
        double[] Curve(StrategySessionResult run) => [.. run.Equity.Take(points).Select(p => (double)(p.Equity - run.Equity[0].Equity))];
        double[][] random2 = [.. job.Judged.Random.Select(Curve)];
        double[] Quantile(double q) => [.. Enumerable.Range(0, points).Select(i => random2.Select(r => r[i]).Order().ElementAt((int)(q * (random2.Length - 1))))];
        html.Append(new SvgChart("Profit and loss, after spread, fees and latency", "minutes", "account currency")
            .Band("random 5–95 %", Grey, x, Quantile(0.05), Quantile(0.95))
            .Line("buy and hold", Violet, x, Curve(job.Judged.BuyAndHold))
            .Line("fused strategy", Blue, x, Curve(job.Judged.Strategy)).ToSvg());
    }

    private static void Market(StringBuilder html, JobResult job)
    {
        Session session = job.Session;
        double[] x = [.. session.Times.Select(t => Minutes(job, t))];
        Instrument instrument = session.Source.Instrument;
        (double X, double Y)[] Fills(Side side) => [.. job.Judged.Strategy.Fills.Where(f => f.Side == side).Select(f => (Minutes(job, f.Time), instrument.PriceToDouble(f.Price)))];
        (double X, double Y)[] buys = Fills(Side.Bid), sells = Fills(Side.Ask);
        double fit = x[session.FitRows], train = x[session.TrainRows];
        html.Append("<h2>Price and signals</h2>");
        html.Append(new SvgChart("Mid price and fills", "minutes", "price")
            .Line("mid", Grey, x, session.Mid)
            .Points("buy", Green, [.. buys.Select(f => f.X)], [.. buys.Select(f => f.Y)])
            .Points("sell", Red, [.. sells.Select(f => f.X)], [.. sells.Select(f => f.Y)])
            .Mark(fit, "calibration").Mark(train, "unseen").ToSvg());
        double[] decided = [.. job.Judged.Decisions.Select(d => Minutes(job, d.Time))];
        html.Append(new SvgChart("Fused probability of a rise over the next 30 seconds", "minutes", "probability", height: 200)
            .Line("p(up)", Blue, decided, [.. job.Judged.Decisions.Select(d => d.ProbabilityUp)]).ToSvg());
        html.Append(new SvgChart("Depth imbalance over five levels, mean of a minute", "minutes", "(bid − ask) / (bid + ask)", height: 200)
            .Line("imbalance", Violet, x, Smooth(session.Column("imbalance_5", session.Rows.Length), 60)).ToSvg());
    }

    private static void Cycles(StringBuilder html, JobResult job)
    {
        html.Append("<h2>Spectrum</h2>");
        foreach (SeriesSpectrum series in job.Cycles.Series)
        {
            html.Append(new SvgChart(series.Name, "frequency, cycles per second", "power density", height: 240) { LogarithmicY = true }
                .Line("Welch", Blue, series.Frequencies, series.Power)
                .Dashed("95 % of red noise, one frequency", Red, series.Frequencies, series.RedNoiseLimit).ToSvg());
            html.Append(CultureInfo.InvariantCulture, $"<p>Red noise with ρ = {series.Cycles.Noise.Rho:0.000}; {series.Cycles.FrequenciesTested:N0} frequencies tested. ");
            html.Append(series.Cycles.Cycles.Count == 0
                ? "No cycle is significant at 5 % over all of them.</p>"
                : "Significant at 5 % over all of them: " + string.Join("; ", series.Cycles.Cycles.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Period:0.##} s ({c.PeriodLow:0.##}–{c.PeriodHigh:0.##}), p = {c.PValue:0.####}"))) + ".</p>");
        }
    }

    private static void Patterns(StringBuilder html, JobResult job) => html.Append(
        CultureInfo.InvariantCulture,
        $"<h2>Patterns</h2><p>{job.Patterns.Library.Count:N0} windows of {PatternStep.WindowRows} seconds from the first 60 %. The last of them, asked at its own time, has {job.Patterns.Example.Count} known neighbours: mean return after {PatternStep.HorizonRows} s {job.Patterns.Example.Mean * 1e4:0.00} bps (95 % interval {job.Patterns.Example.MeanLower * 1e4:0.00} to {job.Patterns.Example.MeanUpper * 1e4:0.00}), {job.Patterns.Example.HitRate:0%} rose against {job.Patterns.Example.BaseRate:0%} of all.</p>");

    private static void Tuning(StringBuilder html, JobResult job)
    {
        double[] OfFront(int objective, int sign) => [.. job.Tuning.Front.OrderBy(s => s.Objectives[1]).Select(s => sign * s.Objectives[objective] * 1e4)];
        // Trials repeat as the search converges: each place is drawn once.
        double[][] trials = [.. job.Tuning.Trials.Select(t => (Drawdown: Math.Round(t[1], 1), Return: Math.Round(t[0], 1))).Distinct().Select(t => (double[])[t.Drawdown, t.Return])];
        html.Append("<h2>Tuning of the depth signal</h2>");
        html.Append(new SvgChart("Return against drawdown on the fitting part", "drawdown, bps", "net return, bps")
            .Points("trials", Grey, [.. trials.Select(t => t[0])], [.. trials.Select(t => t[1])])
            .Points("Pareto front", Blue, OfFront(1, 1), OfFront(0, -1)).ToSvg());
        double[] generation = [.. job.Tuning.Generations.Select(g => (double)g.Generation)];
        html.Append(new SvgChart("Hypervolume by generation", "generation", "hypervolume", height: 180)
            .Line("hypervolume", Blue, generation, [.. job.Tuning.Generations.Select(g => g.Hypervolume)]).ToSvg());
        double[] x = job.Tuning.Chosen.Values;
        html.Append(CultureInfo.InvariantCulture, $"<p>Chosen of {job.Tuning.Trials.Count:N0} trials: depth within {(x[0] == 0 ? 10 : 100)} bps, ratio above {x[1]:0.00} for {x[2]:0} s, held {x[3]:0} s: {-job.Tuning.Chosen.Objectives[0] * 1e4:0.0} bps at a drawdown of {job.Tuning.Chosen.Objectives[1] * 1e4:0.0} bps. Probability that its Sharpe ratio is more than the luck of the best of so many: {job.Tuning.Deflated.Probability:0.000}.</p>");
    }

    private static void Policy(StringBuilder html, JobResult job)
    {
        double[] steps = [.. job.Policy.Progress.Select(p => (double)p.Steps)];
        html.Append("<h2>Policy training</h2>");
        html.Append(new SvgChart("Mean return of recent episodes (1 = the mean move over 30 seconds)", "steps", "return", height: 220)
            .Line("mean return", Blue, steps, [.. job.Policy.Progress.Select(p => p.Episodes > 0 ? p.MeanReturn : double.NaN)]).ToSvg());
    }

    private static void Calibration(StringBuilder html, JobResult job)
    {
        html.Append("<h2>What each source is worth</h2><table><tr><th>source</th><th>labels</th><th>Brier score</th><th>of the base rate</th><th></th></tr>");
        foreach (SourceCalibration c in job.Judged.Calibrations)
        {
            html.Append(c.Calibration is null
                ? string.Create(CultureInfo.InvariantCulture, $"<tr><td>{c.Name}</td><td>–</td><td>–</td><td>–</td><td>says nothing on the calibration part: left out</td></tr>")
                : string.Create(CultureInfo.InvariantCulture, $"<tr><td>{c.Name}</td><td>{c.Labels:N0}</td><td>{c.Brier:0.0000}</td><td>{c.BrierOfBaseRate:0.0000}</td><td>{(c.Calibration.Value.Slope < 0 ? "follows" : "contradicts")} its score</td></tr>"));
        }

        html.Append("</table><p>Scores are mapped to probabilities on the 15 % between fitting and judging, which no model was fitted on.</p>");
    }

    private static void Examination(StringBuilder html, JobResult job)
    {
        LookAheadReport seen = job.Examined.LookAhead;
        html.Append("<h2>Examined</h2><p>").Append(seen.IsClean
            ? string.Create(CultureInfo.InvariantCulture, $"No look-ahead found: with the data cut or its future altered, {seen.ComparedOutputs:N0} decisions and points of the equity in {seen.Trials} re-runs stayed as they were.")
            : $"LOOK-AHEAD: {SvgChart.Escape(seen.Findings[0].ToString())}").Append("</p>");
        HypothesisReport study = job.Examined.DepthImbalance;
        string verdict = study.Verdict switch { HypothesisVerdict.Supported => "supported", HypothesisVerdict.NotSupported => "not supported", _ => "too few signals to say" };
        html.Append(CultureInfo.InvariantCulture, $"<p>Hypothesis {study.Hypothesis.Id}, “{SvgChart.Escape(study.Hypothesis.Claim)}”: {verdict}, on the unseen part with the analyzer's default constants.</p>");
        html.Append("<table><tr><th>horizon</th><th>signals</th><th>mean return, bps</th><th>error</th><th>p, corrected</th></tr>");
        foreach (HypothesisTest t in study.Tests)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{t.Name}</td><td>{t.Observations}</td><td>{(double.IsNaN(t.Mean) ? "–" : SvgChart.Number(t.Mean * 1e4))}</td><td>{(double.IsNaN(t.StandardError) ? "–" : SvgChart.Number(t.StandardError * 1e4))}</td><td>{t.AdjustedPValue:0.000}</td></tr>");
        }

        html.Append("</table>");
    }

    private static void Stored(StringBuilder html, JobResult job)
    {
        html.Append("<h2>Stored</h2><table><tr><th>subject</th><th>records</th></tr>");
        foreach ((string subject, long written) in job.Store.Subjects)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{subject}</code></td><td>{written:N0}</td></tr>");
        }

        html.Append(CultureInfo.InvariantCulture, $"</table><p>Audit trail verified: {(job.Store.AuditIsIntact ? "intact" : "broken")}.</p>");
    }

    private static double Minutes(JobResult job, long time) => (time - job.Session.Times[0]) / 60e9;

    private static double[] Smooth(double[] values, int rows)
    {
        double[] result = new double[values.Length];
        double sum = 0;
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                sum += values[i];
                count++;
            }

            if (i >= rows && !double.IsNaN(values[i - rows]))
            {
                sum -= values[i - rows];
                count--;
            }

            result[i] = count > 0 ? sum / count : double.NaN;
        }

        return result;
    }
}
