namespace Trading.Sdk.Testing;

/// <summary>What a client sent over a <see cref="FakeWebSocket"/>.</summary>
public enum FakeWebSocketMessageKind
{
    /// <summary>A whole text message.</summary>
    Text = 1,

    /// <summary>A whole binary message.</summary>
    Binary = 2,

    /// <summary>A close frame; nothing follows.</summary>
    Close = 8,

    /// <summary>A ping.</summary>
    Ping = 9,

    /// <summary>A pong.</summary>
    Pong = 10,
}
