using System.Globalization;
using System.Net;
using System.Text;
using Trading.Sdk.PatternIndex;
using Trading.Sdk.Workbench;

// usage: PatternSearch BARS.csv[.gz] PAGE.html [SYMBOL]
// Builds a library from every window of the bars, asks it about the latest one, and draws the question and its neighbours.
if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("usage: PatternSearch BARS.csv[.gz] PAGE.html [SYMBOL]");
    return 2;
}

const int Window = 64, Horizon = 20;
var shaper = new PatternShaper(new PatternShapeOptions { WindowBars = Window });
using var library = new PatternLibrary(new PatternLibraryOptions { HorizonBars = [1, 5, Horizon] });
float[] vector = new float[shaper.Dimension];
IReadOnlyList<(string Symbol, DailyBar[] Bars)> series = PriceFile.Read(new FileInfo(args[0]));
foreach ((string symbol, DailyBar[] bars) in series)
{
    double[] closes = Array.ConvertAll(bars, b => b.Close);
    for (int end = Window - 1; end + Horizon < bars.Length; end++)
    {
        PatternShape shape = shaper.Describe(closes.AsSpan(end + 1 - Window, Window), vector);
        library.Add(
            new Pattern
            {
                Symbol = symbol,
                StartNanos = bars[end + 1 - Window].TimeNanos,
                EndNanos = bars[end].TimeNanos,
                LabelEndNanos = bars[end + Horizon].TimeNanos,
                ForwardReturns = [.. library.Options.HorizonBars.Select(h => Math.Log(closes[end + h] / closes[end]))],
                Shape = shape,
            },
            vector);
    }
}

string asked = args.Length > 2 ? args[2] : series[0].Symbol;
(string Symbol, DailyBar[] Bars) question = series.FirstOrDefault(s => s.Symbol == asked);
if (question.Bars is null || question.Bars.Length < Window)
{
    Console.Error.WriteLine($"There are fewer than {Window} bars of '{asked}'.");
    return 1;
}

DailyBar[] latest = question.Bars[^Window..];
shaper.Describe(Array.ConvertAll(latest, b => b.Close), vector);
long now = latest[^1].TimeNanos;
IReadOnlyList<PatternMatch> matches = library.Search(vector, new PatternQuery { AsOfNanos = now, Count = 12, Symbol = asked, StartNanos = latest[0].TimeNanos, EndNanos = now });
MatchStatistics verdict = library.Judge(matches, Horizon, now);

var svg = new StringBuilder();
float[] other = new float[shaper.Dimension];
foreach (PatternMatch match in matches)
{
    library.Index.TryGetVector(match.Id, other);
    svg.Append(Line(other, "neighbour"));
}

svg.Append(Line(vector, "question"));
string rows = string.Concat(matches.Select(m => string.Create(
    CultureInfo.InvariantCulture,
    $"<tr><td>{WebUtility.HtmlEncode(m.Pattern.Symbol)}</td><td>{Date(m.Pattern.StartNanos)}</td><td>{Date(m.Pattern.EndNanos)}</td><td>{m.Distance:F2}</td><td>{m.Pattern.ForwardReturns[2]:P1}</td></tr>")));
string summary = string.Create(
    CultureInfo.InvariantCulture,
    $"{verdict.Count} neighbours among {library.Count} windows; mean over {Horizon} bars {verdict.Mean:P2} ({verdict.MeanLower:P2} … {verdict.MeanUpper:P2}), rises {verdict.HitRate:P0} against {verdict.BaseRate:P0} at any time, signal {verdict.Signal:F2}");
File.WriteAllText(args[1], $$"""
    <!doctype html>
    <meta charset="utf-8">
    <title>{{WebUtility.HtmlEncode(asked)}} and what it looked like before</title>
    <style>
      body { font: 15px system-ui; margin: 2em auto; max-width: 60em }
      path { fill: none; vector-effect: non-scaling-stroke }
      .neighbour { stroke: #9ab; opacity: .6 }
      .question { stroke: #c30; stroke-width: 3 }
      td, th { padding: .1em .8em; text-align: right }
    </style>
    <h1>{{WebUtility.HtmlEncode(asked)}}, {{Date(latest[0].TimeNanos)}} to {{Date(now)}}</h1>
    <p>{{summary}}</p>
    <svg viewBox="0 -4 31 8" width="100%" height="360" preserveAspectRatio="none">{{svg}}</svg>
    <table><tr><th>symbol</th><th>from</th><th>to</th><th>distance</th><th>after {{Horizon}} bars</th></tr>{{rows}}</table>
    """);
Console.WriteLine(summary);
return 0;

static string Date(long nanos) => DateTime.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

static string Line(float[] shape, string kind)
{
    var path = new StringBuilder();
    for (int i = 0; i < shape.Length; i++)
    {
        path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{i} {-shape[i] / 1.5f:F3}");
    }

    return $"<path class=\"{kind}\" d=\"{path}\"/>";
}
