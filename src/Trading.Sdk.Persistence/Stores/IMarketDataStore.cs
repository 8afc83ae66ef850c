namespace Trading.Sdk.Persistence;

/// <summary>What the market did.</summary>
public interface IMarketDataStore
{
    /// <summary>Order-book snapshots.</summary>
    IRecordStore<OrderBookSnapshotRecord> OrderBookSnapshots { get; }

    /// <summary>Order-book metrics.</summary>
    IRecordStore<OrderBookMetricsRecord> OrderBookMetrics { get; }

    /// <summary>Order-flow analyses.</summary>
    IRecordStore<OrderFlowRecord> OrderFlow { get; }

    /// <summary>Microstructure features.</summary>
    IRecordStore<MicrostructureFeaturesRecord> MicrostructureFeatures { get; }

    /// <summary>Trades.</summary>
    IRecordStore<TradeRecord> Trades { get; }

    /// <summary>Bars.</summary>
    IRecordStore<BarRecord> Bars { get; }
}
