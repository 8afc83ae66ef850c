namespace Trading.Sdk.DataFeeds;

/// <summary>Sees every frame of a connection as it goes over the wire: for raw recordings and logs.</summary>
/// <param name="direction">Received, Sent, or Response for the server's answer to the hello.</param>
/// <param name="payload">The frame without its length (of the client's hello: all bytes). Valid only during the call.</param>
public delegate void TwsFrameObserver(FrameDirection direction, ReadOnlySpan<byte> payload);
