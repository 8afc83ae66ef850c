using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Persistence;
using Trading.Sdk.Risk;
using Trading.Sdk.Signals;

namespace Trading.Sdk;

/// <summary>What a pipeline writes down. Ids are made of the content, so that a session replayed writes the same rows again and not twice.</summary>
internal static class PipelineRecords
{
    public static SignalRecord Of(in Signal signal, string symbol) => new()
    {
        Id = Id($"signal {signal.Source} {symbol} {signal.EventTime} {signal.AvailableTime}"),
        TimestampNanos = signal.AvailableTime,
        Symbol = symbol,
        Source = signal.Source,
        Direction = signal.Direction switch { SignalDirection.Long => "long", SignalDirection.Short => "short", _ => "flat" },
        Strength = signal.Strength,
        Confidence = signal.Confidence,
        HorizonNanos = signal.Horizon,
        EventTimeNanos = signal.EventTime,
        Reason = signal.Reason,
        ModelVersion = signal.ModelVersion,
    };

    public static AuditEntry Of(in Fill fill, Instrument instrument) => new()
    {
        Id = Id($"fill {instrument.Symbol} {fill.OrderId} {fill.Time} {fill.Price} {fill.Quantity}"),
        TimestampNanos = fill.KnownTime,
        Action = "fill",
        Details = new JsonObject
        {
            ["order"] = fill.OrderId,
            ["side"] = fill.Side == Side.Bid ? "buy" : "sell",
            ["price"] = instrument.FormatPrice(fill.Price),
            ["quantity"] = instrument.FormatQuantity(fill.Quantity),
            ["fee"] = fill.Fee.ToString(CultureInfo.InvariantCulture),
            ["reason"] = fill.Reason.ToString(),
            ["queueAhead"] = fill.QueueAhead,
            ["entryLatencyNanos"] = fill.EntryLatency,
            ["referencePrice"] = double.IsNaN(fill.ReferencePrice) ? null : fill.ReferencePrice * (double)instrument.Price.Value,
        }.ToJsonString(),
    };

    public static AuditEntry Of(in RiskDecision decision, Instrument instrument, long number) => new()
    {
        Id = Id($"risk {instrument.Symbol} {decision.Time} {number}"),
        TimestampNanos = decision.Time,
        Action = "risk-" + decision.Verdict.ToString().ToLowerInvariant(),
        Details = new JsonObject
        {
            ["rule"] = decision.Rule.ToString(),
            ["requested"] = decision.Requested,
            ["allowed"] = decision.Allowed,
            ["position"] = decision.Position,
            ["equity"] = decision.Equity,
        }.ToJsonString(),
    };

    private static Guid Id(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
