namespace Trading.Sdk.Testing;

/// <summary>A message that a <see cref="FakeBinance"/> sent to whoever subscribed, or an answer of its REST interface.</summary>
/// <param name="stream">Name of the stream, or path of the question.</param>
/// <param name="data">The JSON text, without the envelope of combined streams.</param>
public sealed class FakeBinanceMessageEventArgs(string stream, string data) : EventArgs
{
    /// <summary>Name of the stream, e.g. <c>btcusdt@kline_1m</c>; <c>openInterest</c> for that answer.</summary>
    public string Stream { get; } = stream;

    /// <summary>The JSON text, without the envelope of combined streams.</summary>
    public string Data { get; } = data;
}
