using System.Globalization;
using System.Text;
using Trading.Sdk.GeneticOptimization;

namespace Trading.Sdk.TunePortfolio;

/// <summary>An HTML page with both frontiers as one drawing, without any script or outside file.</summary>
internal static class FrontierPage
{
    private const int Width = 900;
    private const int Height = 560;
    private const int Margin = 70;

    public static string Create(IReadOnlyList<OptimalPortfolio> exact, IReadOnlyList<OptimalPortfolio> found, OptimalPortfolio best)
    {
        double left = exact.Min(p => p.Volatility) * 0.95, right = exact.Max(p => p.Volatility) * 1.02;
        double low = Math.Min(exact.Min(p => p.Return), found.Min(p => p.Return)), high = exact.Max(p => p.Return);
        double span = high - low;
        low -= 0.03 * span;
        high += 0.03 * span;
        string X(double v) => (Margin + ((v - left) / (right - left) * (Width - (2 * Margin)))).ToString("0.0", CultureInfo.InvariantCulture);
        string Y(double v) => (Height - Margin - ((v - low) / (high - low) * (Height - (2 * Margin)))).ToString("0.0", CultureInfo.InvariantCulture);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"13\">");
        for (int i = 0; i <= 5; i++)
        {
            double v = left + ((right - left) * i / 5), r = low + ((high - low) * i / 5);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(v)}\" x2=\"{X(v)}\" y1=\"{Margin}\" y2=\"{Height - Margin}\" stroke=\"#ddd\"/><text x=\"{X(v)}\" y=\"{Height - Margin + 20}\" text-anchor=\"middle\">{v:0.0000}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<line y1=\"{Y(r)}\" y2=\"{Y(r)}\" x1=\"{Margin}\" x2=\"{Width - Margin}\" stroke=\"#ddd\"/><text x=\"{Margin - 8}\" y=\"{Y(r)}\" text-anchor=\"end\">{r:0.0000}</text>");
        }

        svg.Append("<polyline fill=\"none\" stroke=\"#06c\" stroke-width=\"2\" points=\"").AppendJoin(' ', exact.Select(p => $"{X(p.Volatility)},{Y(p.Return)}")).Append("\"/>");
        foreach (OptimalPortfolio p in found)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(p.Volatility)}\" cy=\"{Y(p.Return)}\" r=\"2\" fill=\"#e60\" fill-opacity=\"0.6\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(best.Volatility)}\" cy=\"{Y(best.Return)}\" r=\"6\" fill=\"none\" stroke=\"#080\" stroke-width=\"2\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width / 2}\" y=\"{Height - 20}\" text-anchor=\"middle\">volatility per period</text><text x=\"{Margin}\" y=\"30\">return per period: exact frontier (line), NSGA-II (dots), greatest Sharpe ratio (ring)</text></svg>");
        return $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Efficient frontier</title></head><body>{svg}</body></html>";
    }
}
