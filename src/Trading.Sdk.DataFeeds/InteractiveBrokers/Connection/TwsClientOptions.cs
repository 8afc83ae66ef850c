using System.ComponentModel.DataAnnotations;

namespace Trading.Sdk.DataFeeds;

/// <summary>Where a TWS or gateway listens and how it is spoken to.</summary>
public sealed record TwsClientOptions
{
    /// <summary>Host. Default 127.0.0.1.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Port: TWS 7496 live, 7497 paper; gateway 4001 live, 4002 paper. Default 7497.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 7497;

    /// <summary>A number of its own for every client of one server, at least 0. Default 0.</summary>
    [Range(0, int.MaxValue)]
    public int ClientId { get; set; }

    /// <summary>Longest wait for the TCP connection. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for the answer to the hello, and again for the first valid id, before which nothing is sent. Default 30 s.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Messages a second to the server, over everything; it disconnects clients that send more than 50. In no second more than this
    /// leave. 11…50, default 50.
    /// </summary>
    [Range(11, 50)]
    public int MessagesPerSecond { get; set; } = 50;

    /// <summary>Longest frame accepted, bytes. Default 16,777,215, the limit of the official clients.</summary>
    [Range(1_024, TwsWire.FrameBytesMax)]
    public int FrameBytesMax { get; set; } = TwsWire.FrameBytesMax;

    /// <summary>Items a pull subscription may be behind before it fails with a <see cref="MarketData.MarketDataOverflowException"/>. Default 65,536.</summary>
    [Range(1, int.MaxValue)]
    public int StreamCapacity { get; set; } = 65_536;

    /// <summary>Options that some gateways take inside the hello; default none.</summary>
    public string ConnectOptions { get; set; } = "";

    /// <summary>Sees every frame; default none. Called on the connection's own threads, must be quick.</summary>
    public TwsFrameObserver? FrameObserver { get; set; }

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal static void Validate(TwsClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Host, nameof(Host));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Port, 1, nameof(Port));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, 65_535, nameof(Port));
        ArgumentOutOfRangeException.ThrowIfNegative(options.ClientId, nameof(ClientId));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MessagesPerSecond, TwsPacer.Burst + 1, nameof(MessagesPerSecond));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MessagesPerSecond, 50, nameof(MessagesPerSecond));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FrameBytesMax, 1_024, nameof(FrameBytesMax));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.FrameBytesMax, TwsWire.FrameBytesMax, nameof(FrameBytesMax));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StreamCapacity, 1, nameof(StreamCapacity));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ConnectTimeout, TimeSpan.Zero, nameof(ConnectTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.StartTimeout, TimeSpan.Zero, nameof(StartTimeout));
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(TimeProvider));
        if (!TwsText.IsSendable(options.ConnectOptions))
        {
            throw new ArgumentException("The connect options are printable ASCII.", nameof(options));
        }
    }
}
