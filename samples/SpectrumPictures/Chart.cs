using System.Globalization;
using System.Text;

namespace Trading.Sdk.Samples.SpectrumPictures;

/// <summary>A small chart as SVG: lines over common axes with a title, axis labels and a legend.</summary>
internal sealed class Chart(string title, string across, string up)
{
    private const int Width = 760;
    private const int Height = 300;
    private const int Left = 60;
    private const int Right = 15;
    private const int Top = 34;
    private const int Bottom = 44;

    private readonly List<(string Name, string Color, double[] X, double[] Y, bool Dots)> lines = [];

    public bool Logarithmic { get; init; }

    public void Line(string name, string color, double[] x, double[] y) => lines.Add((name, color, x, y, false));

    public void Dots(string name, string color, double[] x, double[] y) => lines.Add((name, color, x, y, true));

    public string ToSvg()
    {
        double minX = lines.Min(l => l.X.Min()), maxX = lines.Max(l => l.X.Max());
        double minY = lines.Min(l => l.Y.Min(Scaled)), maxY = lines.Max(l => l.Y.Max(Scaled));
        double margin = 0.04 * Math.Max(maxY - minY, 1e-12);
        (minY, maxY) = (minY - margin, maxY + margin);
        double AtX(double x) => Left + ((x - minX) / (maxX - minX) * (Width - Left - Right));
        double AtY(double y) => Height - Bottom - ((Scaled(y) - minY) / (maxY - minY) * (Height - Top - Bottom));

        var svg = new StringBuilder();
        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Add($"<text x=\"{Left}\" y=\"18\" font-size=\"14\" font-weight=\"bold\">{title}</text>");
        Add($"<text x=\"{(Left + Width) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{across}</text>");
        Add($"<text x=\"14\" y=\"{Height / 2}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {Height / 2})\">{up}</text>");
        for (int i = 0; i <= 4; i++)
        {
            double x = minX + (i * (maxX - minX) / 4), y = minY + (i * (maxY - minY) / 4), height = Height - Bottom - (i * (Height - Top - Bottom) / 4.0);
            Add($"<text x=\"{AtX(x):0.0}\" y=\"{Height - 26}\" text-anchor=\"middle\" fill=\"#555\">{x:0.###}</text>");
            Add($"<text x=\"{Left - 6}\" y=\"{height + 4:0.0}\" text-anchor=\"end\" fill=\"#555\">{(Logarithmic ? Math.Pow(10, y) : y):G3}</text>");
            Add($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{height:0.0}\" y2=\"{height:0.0}\" stroke=\"#ddd\"/>");
        }

        for (int i = 0; i < lines.Count; i++)
        {
            (string name, string color, double[] x, double[] y, bool dots) = lines[i];
            if (dots)
            {
                for (int k = 0; k < x.Length; k++)
                {
                    Add($"<circle cx=\"{AtX(x[k]):0.0}\" cy=\"{AtY(y[k]):0.0}\" r=\"4\" fill=\"{color}\"/>");
                }
            }
            else
            {
                string points = string.Join(' ', x.Select((v, k) => string.Create(CultureInfo.InvariantCulture, $"{AtX(v):0.0},{AtY(y[k]):0.0}")));
                Add($"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"1.4\" points=\"{points}\"/>");
            }

            Add($"<text x=\"{Width - Right}\" y=\"{Top + 10 + (14 * i)}\" text-anchor=\"end\" fill=\"{color}\">{name}</text>");
        }

        Add($"</svg>");
        return svg.ToString();
    }

    private double Scaled(double y) => Logarithmic ? Math.Log10(Math.Max(y, 1e-300)) : y;
}
