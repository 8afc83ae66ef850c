using Trading.Sdk.MarketData;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Simulation;

namespace Trading.Sdk;

/// <summary>
/// A <see cref="SimulatedExchange"/> as the market of a <see cref="ReactiveMarket"/>: the policy's market orders match in
/// the same book as those of all other participants, who react to what is left of it. Prices are in ticks, quantities in lots. Not thread-safe.
/// </summary>
/// <remarks>
/// An exchange is a function of its seed and of the orders it gets, so the saved state is just these: loading plays the
/// episode so far again. Features: spread in ticks, imbalance and logarithm of the five best levels, change of mid over the last interval in ticks.
/// </remarks>
public sealed class SimulatedExchangeMarket : IMarketSimulation
{
    private const int Levels = 5, OrdersSavedMax = 1 << 24;
    private readonly SimulationOptions options;
    private readonly TimeSpan interval, warmUp;
    private readonly List<(int Interval, long Lots)> orders = [];
    private SimulatedExchange exchange = null!;
    private MarketAccess access = null!;
    private Trader trader = null!;
    private ulong seed;
    private int intervals;
    private double lastMid;

    /// <summary>Prepares a market.</summary>
    /// <param name="options">Settings of the exchange, the seed apart; null for the defaults.</param>
    /// <param name="interval">Time between two observations, above zero. Null for one second.</param>
    /// <param name="warmUp">Time that passes before an episode begins, so that there is a book; above zero. Null for ten seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not above zero.</exception>
    public SimulatedExchangeMarket(SimulationOptions? options = null, TimeSpan? interval = null, TimeSpan? warmUp = null)
    {
        this.options = options ?? new SimulationOptions();
        this.interval = interval ?? TimeSpan.FromSeconds(1);
        this.warmUp = warmUp ?? TimeSpan.FromSeconds(10);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(this.interval, TimeSpan.Zero, nameof(interval));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(this.warmUp, TimeSpan.Zero, nameof(warmUp));
        Reset(this.options.Seed);
    }

    /// <inheritdoc/>
    public int FeatureCount => 4;

    /// <summary>Best bid in ticks; while the side is empty, one tick below the last mid.</summary>
    public double Bid => exchange.Book.TryGetBest(Side.Bid, out DepthLevel level) ? level.Price : exchange.MidTicks - 1;

    /// <summary>Best ask in ticks; while the side is empty, one tick above the last mid.</summary>
    public double Ask => Math.Max(exchange.Book.TryGetBest(Side.Ask, out DepthLevel level) ? level.Price : exchange.MidTicks + 1, Bid);

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        this.seed = seed;
        orders.Clear();
        intervals = 0;
        exchange = new SimulatedExchange(options with { Seed = seed });
        trader = new Trader();
        access = exchange.Join(trader);
        exchange.RunFor(warmUp);
        lastMid = Mid;
    }

    /// <inheritdoc/>
    public void Advance()
    {
        lastMid = Mid;
        exchange.RunFor(interval);
        intervals++;
    }

    /// <summary>Sends a market order; what the book cannot fill expires.</summary>
    /// <param name="quantity">Lots, positive to buy; fractions are dropped.</param>
    /// <returns>Lots filled and their mean price in ticks.</returns>
    public (double Filled, double Price) Execute(double quantity)
    {
        long lots = (long)quantity;
        return lots == 0 ? (0, Mid) : Execute(lots);
    }

    /// <inheritdoc/>
    public void WriteFeatures(Span<float> features)
    {
        double bids = Depth(Side.Bid), asks = Depth(Side.Ask);
        features[0] = (float)(Ask - Bid);
        features[1] = bids + asks > 0 ? (float)((bids - asks) / (bids + asks)) : 0;
        features[2] = (float)Math.Log(1 + bids + asks);
        features[3] = (float)(Mid - lastMid);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(seed);
        writer.Write(intervals);
        writer.Write(orders.Count);
        foreach ((int at, long lots) in orders)
        {
            writer.Write(at);
            writer.Write(lots);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The saved state is damaged.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ulong savedSeed = reader.ReadUInt64();
        int end = reader.ReadInt32(), count = reader.ReadInt32();
        if (end < 0 || count is < 0 or > OrdersSavedMax)
        {
            throw new InvalidDataException($"The saved market has {end} intervals and {count} orders.");
        }

        Reset(savedSeed);
        for (int i = 0; i < count; i++)
        {
            int at = reader.ReadInt32();
            long lots = reader.ReadInt64();
            if (at < intervals || at > end || lots == 0)
            {
                throw new InvalidDataException($"Order {i} of the saved market, {lots} lots in interval {at}, is out of place.");
            }

            AdvanceTo(at);
            Execute(lots);
        }

        AdvanceTo(end);
    }

    private double Mid => 0.5 * (Bid + Ask);

    private void AdvanceTo(int end)
    {
        while (intervals < end)
        {
            Advance();
        }
    }

    private (double Filled, double Price) Execute(long lots)
    {
        orders.Add((intervals, lots));
        trader.Lots = 0;
        trader.Value = 0;
        access.Submit(OrderRequest.Market(lots > 0 ? Side.Bid : Side.Ask, Math.Abs(lots)));
        return trader.Lots == 0 ? (0, Mid) : (lots > 0 ? trader.Lots : -trader.Lots, trader.Value / trader.Lots);
    }

    private double Depth(Side side)
    {
        double sum = 0;
        bool found = exchange.Book.TryGetBest(side, out DepthLevel level);
        for (int i = 0; i < Levels && found; i++)
        {
            sum += level.Quantity;
            found = exchange.Book.TryGetNext(side, level.Price, out level);
        }

        return sum;
    }

    /// <summary>Adds up the trades of the order that was just sent.</summary>
    private sealed class Trader : ExchangeParticipant
    {
        public long Lots { get; set; }

        public double Value { get; set; }

        protected override void OnReport(MarketAccess market, in ExecutionReport report)
        {
            if (report.Kind == ExecutionKind.Traded)
            {
                Lots += report.QuantityLots;
                Value += (double)report.QuantityLots * report.PriceTicks;
            }
        }
    }
}
