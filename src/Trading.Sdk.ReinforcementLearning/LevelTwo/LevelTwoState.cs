using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// What a trader sees of the book: spread, imbalance, liquidity score, flow, block trades, and the outlook of an order
/// (impact, size, timing). One row in, one row of features out; nothing of later rows enters. Not thread-safe; allocates nothing.
/// </summary>
/// <remarks>
/// "Usual" is an exponential average of the rows before the present one. Formulas, with depth = Σ sizes of the levels read:
/// <list type="bullet">
/// <item>spread_bps = 10⁴·(ask − bid)/mid; imbalance = (bid depth − ask depth)/(bid depth + ask depth)</item>
/// <item>liquidity_score = ln(depth/usual depth) − ln(spread/usual spread): 0 as usual, above 0 when trading is cheap</item>
/// <item>flow_intensity = ln((1 + volume/usual volume)/2); flow_direction = Σ(bought − sold)/Σ(bought + sold), fast average</item>
/// <item>block_bought, block_sold: 1 with a block trade, then halved each flow half-life</item>
/// <item>impact_buy_bps, impact_sell_bps: mean price of walking the book against mid, plus Y·σ·√(size/usual volume) (square-root law: Almgren, Thum, Hauptmann and Li, 2005; Tóth et al., 2011)</item>
/// <item>optimal_size: share of the order to trade in the first of the working rows by Almgren and Chriss (2000), with the measured impact and deviation</item>
/// <item>timing = 1/(1 + exp(−liquidity_score)): above 0.5, better than usual</item>
/// </list>
/// </remarks>
public sealed class LevelTwoState
{
    private readonly LevelTwoOptions options;
    private readonly double usualRate, flowRate;
    private double usualDepth, usualSpread, usualVolume, usualTrade, variance, lastMid, boughtFlow, soldFlow;
    private bool started;

    /// <summary>Starts without a past.</summary>
    /// <param name="options">Settings, or null for the defaults.</param>
    public LevelTwoState(LevelTwoOptions? options = null)
    {
        this.options = options ??= new LevelTwoOptions();
        options.Validate();
        usualRate = 1 - Math.Pow(0.5, 1 / options.UsualHalfLife);
        flowRate = 1 - Math.Pow(0.5, 1 / options.FlowHalfLife);
    }

    /// <summary>Names of the features in the order of <see cref="WriteFeatures"/>.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } =
    [
        "l2.spread_bps", "l2.imbalance", "l2.liquidity_score", "l2.flow_intensity", "l2.flow_direction", "l2.block_bought", "l2.block_sold",
        "order.impact_buy_bps", "order.impact_sell_bps", "order.optimal_size", "order.timing",
    ];

    /// <summary>Spread in basis points of mid.</summary>
    public double SpreadBps { get; private set; }

    /// <summary>Imbalance of the depth, in [−1, 1].</summary>
    public double Imbalance { get; private set; }

    /// <summary>Liquidity against the usual one, as a logarithm.</summary>
    public double LiquidityScore { get; private set; }

    /// <summary>Volume of the row against the usual one, as a logarithm.</summary>
    public double FlowIntensity { get; private set; }

    /// <summary>Direction of the flow, in [−1, 1].</summary>
    public double FlowDirection { get; private set; }

    /// <summary>Fading mark of blocks bought, in [0, 2).</summary>
    public double BlockBought { get; private set; }

    /// <summary>Fading mark of blocks sold.</summary>
    public double BlockSold { get; private set; }

    /// <summary>Estimated cost of buying the order size at once, in basis points of mid.</summary>
    public double ImpactBuyBps { get; private set; }

    /// <summary>Estimated cost of selling the order size at once, in basis points of mid.</summary>
    public double ImpactSellBps { get; private set; }

    /// <summary>Share of the order to trade now, in (0, 1].</summary>
    public double OptimalSize { get; private set; }

    /// <summary>Whether now is a better time than usual, in (0, 1).</summary>
    public double Timing { get; private set; }

    /// <summary>Takes the next row.</summary>
    /// <exception cref="ArgumentException">The row is no book; nothing was changed.</exception>
    public void Update(in LevelTwoRow row)
    {
        LevelTwoRow.Validate(row);
        double mid = row.Mid, spread = 1e4 * (row.AskPrices[0] - row.BidPrices[0]) / mid;
        double bids = Depth(row.BidSizes), asks = Depth(row.AskSizes), depth = bids + asks, volume = row.BoughtVolume + row.SoldVolume, trade = Math.Abs(row.LargestTrade);
        if (!started)
        {
            (usualDepth, usualSpread, usualVolume, usualTrade, lastMid, started) = (depth, spread, volume, trade, mid, true);
        }

        double change = 1e4 * ((mid / lastMid) - 1);
        SpreadBps = spread;
        Imbalance = (bids - asks) / depth;
        // A locked book has no spread: a hundredth of a basis point stands for it.
        LiquidityScore = ReproducibleMath.Log(depth / usualDepth) - ReproducibleMath.Log(Math.Max(spread, 0.01) / Math.Max(usualSpread, 0.01));
        FlowIntensity = usualVolume > 0 ? ReproducibleMath.Log((1 + (volume / usualVolume)) / 2) : 0;
        boughtFlow += flowRate * (row.BoughtVolume - boughtFlow);
        soldFlow += flowRate * (row.SoldVolume - soldFlow);
        FlowDirection = boughtFlow + soldFlow > 0 ? (boughtFlow - soldFlow) / (boughtFlow + soldFlow) : 0;
        bool block = usualTrade > 0 && trade >= options.BlockMultiple * usualTrade;
        BlockBought = ((1 - flowRate) * BlockBought) + (block && row.LargestTrade > 0 ? 1 : 0);
        BlockSold = ((1 - flowRate) * BlockSold) + (block && row.LargestTrade < 0 ? 1 : 0);
        variance += usualRate * ((change * change) - variance);
        double deviation = Math.Sqrt(variance), lasting = usualVolume > 0 ? options.ImpactFactor * deviation * Math.Sqrt(options.OrderSize / usualVolume) : 0;
        ImpactBuyBps = (1e4 * ((MarketDepth.WalkPrice(Levels(row.AskPrices), Levels(row.AskSizes), options.OrderSize) / mid) - 1)) + lasting;
        ImpactSellBps = (1e4 * (1 - (MarketDepth.WalkPrice(Levels(row.BidPrices), Levels(row.BidSizes), options.OrderSize) / mid))) + lasting;
        OptimalSize = FirstShare(0.5 * (ImpactBuyBps + ImpactSellBps));
        Timing = 1 / (1 + ReproducibleMath.Exp(-LiquidityScore));

        usualDepth += usualRate * (depth - usualDepth);
        usualSpread += usualRate * (spread - usualSpread);
        usualVolume += usualRate * (volume - usualVolume);
        usualTrade += trade > 0 ? usualRate * (trade - usualTrade) : 0;
        lastMid = mid;
    }

    /// <summary>Writes the features of the last row, as many as <see cref="FeatureNames"/>.</summary>
    public void WriteFeatures(Span<float> features)
    {
        ReadOnlySpan<double> values = [SpreadBps, Imbalance, LiquidityScore, FlowIntensity, FlowDirection, BlockBought, BlockSold, ImpactBuyBps, ImpactSellBps, OptimalSize, Timing];
        for (int i = 0; i < values.Length; i++)
        {
            features[i] = (float)values[i];
        }
    }

    // First trade of Almgren and Chriss for one order: cosh κ = 1 + λσ²/(2η) per row, share 1 − sinh(κ(N − 1))/sinh(κN).
    private double FirstShare(double impact)
    {
        int n = options.WorkingRows;
        double kappa = impact > 0 ? Math.Acosh(1 + (options.Urgency * variance / (2 * impact))) : double.PositiveInfinity;
        return kappa < 1e-6 ? 1.0 / n : kappa * n > 300 ? 1 - Math.Exp(-kappa) : 1 - (Math.Sinh(kappa * (n - 1)) / Math.Sinh(kappa * n));
    }

    private ReadOnlySpan<double> Levels(ReadOnlySpan<double> side) => side[..Math.Min(side.Length, options.Levels)];

    private double Depth(ReadOnlySpan<double> sizes)
    {
        double sum = 0;
        foreach (double size in Levels(sizes))
        {
            sum += size >= 0 && double.IsFinite(size) ? size : throw new ArgumentException($"A size of the book is {size}.", nameof(sizes));
        }

        return sum;
    }
}
