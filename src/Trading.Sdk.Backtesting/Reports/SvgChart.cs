using System.Globalization;
using System.Text;

namespace Trading.Sdk.Backtesting;

/// <summary>A small chart as inline SVG: lines, points, bands and marks over two axes. Style classes: title, grid, tick, mark.</summary>
/// <param name="title">Title above the chart.</param>
/// <param name="xLabel">Label of the horizontal axis.</param>
/// <param name="yLabel">Label of the vertical axis.</param>
/// <param name="width">Width of the view box.</param>
/// <param name="height">Height of the view box.</param>
public sealed class SvgChart(string title, string xLabel, string yLabel, int width = 920, int height = 300)
{
    private const int Left = 74, Right = 16, Top = 34, Bottom = 40;

    private readonly List<(string Name, string Color, double[] X, double[] Y, Style Style)> series = [];
    private readonly List<(string Name, string Color, double[] X, double[] Low, double[] High)> bands = [];
    private readonly List<(double X, string Label)> marks = [];

    private enum Style
    {
        Line,
        Dashed,
        Points,
    }

    /// <summary>Draws y on a logarithmic axis; values must be positive.</summary>
    public bool LogarithmicY { get; init; }

    /// <summary>A line; a gap in the data is a gap in the line.</summary>
    public SvgChart Line(string name, string color, double[] x, double[] y) => Add(name, color, x, y, Style.Line);

    /// <summary>A dashed line.</summary>
    public SvgChart Dashed(string name, string color, double[] x, double[] y) => Add(name, color, x, y, Style.Dashed);

    /// <summary>Points.</summary>
    public SvgChart Points(string name, string color, double[] x, double[] y) => Add(name, color, x, y, Style.Points);

    /// <summary>The area between two lines.</summary>
    public SvgChart Band(string name, string color, double[] x, double[] low, double[] high)
    {
        bands.Add((name, color, x, low, high));
        return this;
    }

    /// <summary>A vertical line with a label.</summary>
    public SvgChart Mark(double x, string label)
    {
        marks.Add((x, label));
        return this;
    }

    /// <summary>The chart as one svg element.</summary>
    public string ToSvg()
    {
        double[] xs = [.. series.SelectMany(s => s.X).Concat(bands.SelectMany(b => b.X)).Where(double.IsFinite)];
        double[] ys = [.. series.SelectMany(s => s.Y).Concat(bands.SelectMany(b => b.Low.Concat(b.High))).Where(v => double.IsFinite(v) && (!LogarithmicY || v > 0)).Select(Scale)];
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Escape(title)}\"><text x=\"{Left}\" y=\"18\" class=\"title\">{Escape(title)}</text>");
        if (xs.Length == 0 || ys.Length == 0)
        {
            return svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{height / 2}\">nothing to draw</text></svg>").ToString();
        }

        double x0 = xs.Min(), x1 = xs.Max(), y0 = ys.Min(), y1 = ys.Max();
        (x0, x1) = x0 == x1 ? (x0 - 1, x1 + 1) : (x0, x1);
        double margin = y0 == y1 ? Math.Max(1e-12, Math.Abs(y0) * 0.1) : (y1 - y0) * 0.06;
        (y0, y1) = (y0 - margin, y1 + margin);
        double X(double x) => Left + ((x - x0) / (x1 - x0) * (width - Left - Right));
        double Y(double y) => height - Bottom - ((Scale(y) - y0) / (y1 - y0) * (height - Top - Bottom));

        foreach (double tick in Ticks(y0, y1, 5))
        {
            double value = LogarithmicY ? Math.Pow(10, tick) : tick, at = Y(value);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{width - Right}\" y1=\"{at:0.#}\" y2=\"{at:0.#}\" class=\"grid\"/><text x=\"{Left - 6}\" y=\"{at + 4:0.#}\" class=\"tick\" text-anchor=\"end\">{(LogarithmicY ? Number(value) : Label(value, y1 - y0))}</text>");
        }

        foreach (double tick in Ticks(x0, x1, 8))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(tick):0.#}\" x2=\"{X(tick):0.#}\" y1=\"{Top}\" y2=\"{height - Bottom}\" class=\"grid\"/><text x=\"{X(tick):0.#}\" y=\"{height - Bottom + 15}\" class=\"tick\" text-anchor=\"middle\">{Label(tick, x1 - x0)}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(width + Left) / 2}\" y=\"{height - 6}\" class=\"tick\" text-anchor=\"middle\">{Escape(xLabel)}</text><text transform=\"translate(14 {height / 2}) rotate(-90)\" class=\"tick\" text-anchor=\"middle\">{Escape(yLabel)}</text>");
        foreach ((_, string color, double[] x, double[] low, double[] high) in bands)
        {
            int[] kept = Thin(x.Length);
            string upper = string.Join(' ', kept.Select(i => Point(X(x[i]), Y(high[i]))));
            string lower = string.Join(' ', kept.Reverse().Select(i => Point(X(x[i]), Y(low[i]))));
            svg.Append(CultureInfo.InvariantCulture, $"<polygon points=\"{upper} {lower}\" fill=\"{color}\" opacity=\"0.18\"/>");
        }

        foreach ((double at, string label) in marks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(at):0.#}\" x2=\"{X(at):0.#}\" y1=\"{Top}\" y2=\"{height - Bottom}\" class=\"mark\"/><text x=\"{X(at) + 4:0.#}\" y=\"{Top + 12}\" class=\"tick\">{Escape(label)}</text>");
        }

        foreach ((_, string color, double[] x, double[] y, Style style) in series)
        {
            if (style == Style.Points)
            {
                for (int i = 0; i < x.Length; i++)
                {
                    svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(x[i]):0.#}\" cy=\"{Y(y[i]):0.#}\" r=\"2.6\" fill=\"{color}\" opacity=\"0.75\"/>");
                }

                continue;
            }

            // A gap in the data is a gap in the line.
            var run = new List<string>();
            foreach (int i in Thin(x.Length))
            {
                if (double.IsFinite(y[i]) && (!LogarithmicY || y[i] > 0))
                {
                    run.Add(Point(X(x[i]), Y(y[i])));
                    continue;
                }

                Flush(svg, run, color, style);
            }

            Flush(svg, run, color, style);
        }

        double legend = width - Right;
        foreach ((string name, string color) in series.Select(s => (s.Name, s.Color)).Concat(bands.Select(b => (b.Name, b.Color))).Reverse())
        {
            legend -= (name.Length * 6.3) + 24;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{legend:0.#}\" y=\"9\" width=\"10\" height=\"10\" fill=\"{color}\"/><text x=\"{legend + 14:0.#}\" y=\"18\" class=\"tick\">{Escape(name)}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>A number as the axes print it.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        return size != 0 && (size < 1e-3 || size >= 1e6)
            ? value.ToString("0.##e+0", CultureInfo.InvariantCulture)
            : value.ToString(size >= 1000 ? "0.##" : size >= 1 ? "0.###" : "0.####", CultureInfo.InvariantCulture);
    }

    /// <summary>A tick's number, fine enough to tell it from its neighbours on an axis of that length.</summary>
    private static string Label(double value, double range)
    {
        int decimals = Math.Clamp((int)Math.Ceiling(2 - Math.Log10(range)), 0, 12);
        return range is < 1e-5 or > 1e7 ? Number(value) : value.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>Text made safe for HTML.</summary>
    public static string Escape(string text) => System.Net.WebUtility.HtmlEncode(text);

    private static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#}");

    private static void Flush(StringBuilder svg, List<string> run, string color, Style style)
    {
        if (run.Count > 1)
        {
            svg.Append("<polyline points=\"").AppendJoin(' ', run).Append("\" fill=\"none\" stroke=\"").Append(color).Append("\" stroke-width=\"1.4\"")
                .Append(style == Style.Dashed ? " stroke-dasharray=\"5 4\"" : "").Append("/>");
        }

        run.Clear();
    }

    /// <summary>At most 1,500 places of a series: more is finer than a screen shows.</summary>
    private static int[] Thin(int count)
    {
        int step = Math.Max(1, count / 1500);
        return [.. Enumerable.Range(0, count).Where(i => i % step == 0 || i == count - 1)];
    }

    private static IEnumerable<double> Ticks(double low, double high, int about)
    {
        double raw = (high - low) / about, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = (raw / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        for (double tick = Math.Ceiling(low / step) * step; tick <= high; tick += step)
        {
            yield return Math.Abs(tick) < step * 1e-9 ? 0 : tick;
        }
    }

    private SvgChart Add(string name, string color, double[] x, double[] y, Style style)
    {
        series.Add((name, color, x, y, style));
        return this;
    }

    private double Scale(double y) => LogarithmicY ? Math.Log10(y) : y;
}
