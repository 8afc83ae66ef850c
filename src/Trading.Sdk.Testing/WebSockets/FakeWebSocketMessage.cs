using System.Text;

namespace Trading.Sdk.Testing;

/// <summary>A message or control frame that a client sent.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Payload">Its content, unmasked.</param>
public sealed record FakeWebSocketMessage(FakeWebSocketMessageKind Kind, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The content as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload.Span);
}
