using System.Text.Json.Nodes;

namespace Trading.Sdk.Workbench.Feeds;

/// <summary>What came of a recording.</summary>
/// <param name="Json">The verb's document.</param>
/// <param name="Failure">Why it must count as failed; null = it does not.</param>
internal sealed record BinanceRecordResult(JsonObject Json, string? Failure);
