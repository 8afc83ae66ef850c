using System.Globalization;
using Trading.Sdk.Tests;

namespace Trading.Sdk.GeneticOptimization.Tests;

public class FrontierTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Frontier_OrLibrary_EqualsEveryPublishedPoint(int set)
    {
        string folder = SharedFolder.Require("data/orlib-portfolio");
        using var reader = new StreamReader(Path.Combine(folder, $"port{set}.txt"));
        PortfolioEstimates estimates = OrLibrary.Read(reader, $"port{set}.txt");
        EfficientFrontier frontier = new PortfolioOptimizer(estimates).Frontier();
        IReadOnlyList<OptimalPortfolio> sample = frontier.Sample(2000);
        double worst = 0, worstByRow = 0;
        int row = 0;
        foreach (string line in File.ReadLines(Path.Combine(folder, $"portef{set}.txt")))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 2)
            {
                continue;
            }

            double expected = double.Parse(parts[1], CultureInfo.InvariantCulture), target = double.Parse(parts[0], CultureInfo.InvariantCulture);
            double actual = frontier.At(Math.Clamp(target, frontier.MinimumVariance.Return, frontier.MaximumReturn.Return)).Variance;
            worst = Math.Max(worst, Math.Abs(actual - expected) / expected);
            worstByRow = Math.Max(worstByRow, Math.Abs(sample[row].Variance - expected) / expected);
            row++;
        }

        output.WriteLine($"port{set}: {row} points, {frontier.TurningPoints.Count} turning points, largest relative error {worst:0.#e+0}, by row {worstByRow:0.#e+0}");
        Assert.Equal(2000, row);
        Assert.True(worst <= 1e-6);
        Assert.All(frontier.TurningPoints, p => Assert.Equal(1, p.Weights.Sum(), 10));
    }
}
