using System.Text.Json.Serialization;

namespace Trading.Sdk.Benchmarks.DataFeeds;

[JsonSerializable(typeof(PlainMessage))]
internal sealed partial class PlainMessageContext : JsonSerializerContext;
