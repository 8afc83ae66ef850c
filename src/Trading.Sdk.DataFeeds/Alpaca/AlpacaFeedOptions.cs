using System.ComponentModel.DataAnnotations;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>What an <see cref="AlpacaFeed"/> connects to and subscribes to.</summary>
public sealed record AlpacaFeedOptions
{
    /// <summary>Address of the stream. Default <c>wss://stream.data.alpaca.markets/v2/iex</c> (free; <c>/v2/sip</c> is the paid one).</summary>
    [Required]
    public Uri Address { get; set; } = new("wss://stream.data.alpaca.markets/v2/iex");

    /// <summary>Key of the account.</summary>
    [Required]
    public string Key { get; set; } = "";

    /// <summary>Secret of the account.</summary>
    [Required]
    public string Secret { get; set; } = "";

    /// <summary>Instruments whose <see cref="Instrument.Symbol"/> is the venue's symbol; at least one.</summary>
    public IReadOnlyList<Instrument> Instruments { get; set; } = [];

    /// <summary>Name of the feed in metrics and logs. Default alpaca.</summary>
    public string Name { get; set; } = "alpaca";

    /// <summary>Subscribe to trades. Default true.</summary>
    public bool Trades { get; set; } = true;

    /// <summary>Subscribe to quotes. Default true.</summary>
    public bool Quotes { get; set; } = true;

    /// <summary>Subscribe to minute bars. Default false.</summary>
    public bool Bars { get; set; }

    /// <summary>Quotes also make a book of one level a side, so that a backup without depth still feeds books. Default true.</summary>
    public bool QuotesAsBook { get; set; } = true;

    /// <summary>Shares of one unit of a quote's size: 100 where the stream counts round lots. Default 1.</summary>
    public int QuoteLot { get; set; } = 1;

    /// <summary>Longest wait for the connection and for each answer of the login. Default 10 s.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this time without a message the feed is stale, after twice the time the connection is opened anew. Default 60 s.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Wait before the first attempt to reconnect; doubles, with jitter. Default 1 s.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts. Default 30 s.</summary>
    public TimeSpan ReconnectDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Seed of the jitter. Default 1.</summary>
    public int JitterSeed { get; set; } = 1;

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal static void Validate(AlpacaFeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(TimeProvider));
        ArgumentException.ThrowIfNullOrEmpty(options.Name, nameof(Name));
        ArgumentException.ThrowIfNullOrEmpty(options.Key, nameof(Key));
        ArgumentException.ThrowIfNullOrEmpty(options.Secret, nameof(Secret));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Instruments.Count, 1, nameof(Instruments));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QuoteLot, 1, nameof(QuoteLot));
        if (options.Address is not { IsAbsoluteUri: true, Scheme: "ws" or "wss" })
        {
            throw new ArgumentException("The address of an Alpaca stream begins with ws:// or wss://.", nameof(options));
        }

        if (!options.Trades && !options.Quotes && !options.Bars)
        {
            throw new ArgumentException("An Alpaca feed subscribes to trades, quotes or bars.", nameof(options));
        }

        ReadOnlySpan<TimeSpan> spans = [options.StartTimeout, options.StaleAfter, options.ReconnectDelay, options.ReconnectDelayMax];
        foreach (TimeSpan span in spans)
        {
            if (span <= TimeSpan.Zero)
            {
                throw new ArgumentOutOfRangeException(nameof(options), span, "Every wait and limit of an Alpaca feed is longer than zero.");
            }
        }
    }
}
