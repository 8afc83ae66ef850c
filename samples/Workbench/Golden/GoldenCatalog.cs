using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>The operations of each golden package; several sources may answer one package.</summary>
internal static class GoldenCatalog
{
    public static IReadOnlyDictionary<string, Func<IReadOnlyDictionary<string, GoldenOperation>[]>> Packages { get; } =
        new Dictionary<string, Func<IReadOnlyDictionary<string, GoldenOperation>[]>>(StringComparer.Ordinal)
        {
            ["spectrum"] = () => [SpectrumGolden.Operations],
            ["decision"] = () => [IndicatorGolden.Operations, PortfolioGolden.Operations, StatisticsGolden.Operations, BacktestGolden.Operations],
            ["genetic"] = () => [GeneticGolden.Operations],
            ["rl"] = () => [RlGolden.Operations],
        };
}
