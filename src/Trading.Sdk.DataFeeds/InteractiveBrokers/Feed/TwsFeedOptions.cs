using System.ComponentModel.DataAnnotations;

namespace Trading.Sdk.DataFeeds;

/// <summary>What a <see cref="TwsDepthFeed"/> connects to, subscribes to, and how patient it is.</summary>
public sealed record TwsFeedOptions
{
    /// <summary>The connection; its clock is the feed's.</summary>
    [Required]
    public TwsClientOptions Client { get; set; } = new();

    /// <summary>At least one; instruments with distinct ids.</summary>
    public IReadOnlyList<TwsSubscription> Subscriptions { get; set; } = [];

    /// <summary>Name of the feed in metrics and logs. Default tws.</summary>
    public string Name { get; set; } = "tws";

    /// <summary>Which market data; null = do not ask (live). Sent again after each reconnect.</summary>
    public TwsMarketDataType? MarketDataType { get; set; }

    /// <summary>Wait before the first attempt to reconnect; doubles, with jitter. Default 1 s.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts. Default 30 s.</summary>
    public TimeSpan ReconnectDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts in a row without success before the feed fails; those inside <see cref="RestartWindow"/> do not count. Default unlimited.</summary>
    public int ReconnectAttemptsMax { get; set; } = int.MaxValue;

    /// <summary>Attempts at the first connection before the feed fails. Default unlimited.</summary>
    public int ConnectAttemptsMax { get; set; } = int.MaxValue;

    /// <summary>Seed of the jitter. Default 1.</summary>
    public int JitterSeed { get; set; } = 1;

    /// <summary>When the server restarts itself every day; null = no such time.</summary>
    public TwsRestartWindow? RestartWindow { get; set; }

    /// <summary>After this time without a row an instrument is stale. Default 60 s.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After this time without a byte the server is asked for its time. Default 15 s.</summary>
    public TimeSpan HeartbeatAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A server that does not tell its time within this is gone: the connection is opened anew. Default 10 s.</summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait before a halted book (316), or one refused by a limit or malformed, is asked for again; doubles up to a minute. Default 1 s.</summary>
    public TimeSpan ResubscribeDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait before a request refused by a limit (101, 309, 10190) is asked again, unless another one ends earlier. Default 30 s.</summary>
    public TimeSpan LimitRetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A side that stays unsorted this long is subscribed again. Default 2 s.</summary>
    public TimeSpan UnsortedLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A book that stays crossed (legal for a while in joined books), or suspect, this long is subscribed again. Default 10 s.</summary>
    public TimeSpan CrossedLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the limits are looked at. Default 200 ms.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    internal static void Validate(TwsFeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TwsClientOptions.Validate(options.Client);
        ArgumentException.ThrowIfNullOrEmpty(options.Name, nameof(Name));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Subscriptions.Count, 1, nameof(Subscriptions));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReconnectAttemptsMax, 1, nameof(ReconnectAttemptsMax));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ConnectAttemptsMax, 1, nameof(ConnectAttemptsMax));
        ReadOnlySpan<TimeSpan> spans = [options.ReconnectDelay, options.ReconnectDelayMax, options.StaleAfter, options.HeartbeatAfter, options.HeartbeatTimeout, options.ResubscribeDelay, options.LimitRetryAfter, options.UnsortedLimit, options.CrossedLimit, options.WatchInterval];
        foreach (TimeSpan span in spans)
        {
            if (span <= TimeSpan.Zero)
            {
                throw new ArgumentOutOfRangeException(nameof(options), span, "Every wait and limit of a TWS feed is longer than zero.");
            }
        }

        if (options.RestartWindow is { } window && (window.Length <= TimeSpan.Zero || window.Length > TimeSpan.FromDays(1)))
        {
            throw new ArgumentOutOfRangeException(nameof(options), window.Length, "The restart window of a TWS feed is longer than zero and at most a day.");
        }

        foreach (TwsSubscription subscription in options.Subscriptions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(subscription.DepthRows, nameof(TwsSubscription.DepthRows));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(subscription.DepthRows, 1000, nameof(TwsSubscription.DepthRows));
            if (subscription.DepthRows == 0 && subscription.TickByTick.Count == 0 && subscription.RealTimeBars is null)
            {
                throw new ArgumentException($"{subscription.Contract}: nothing is subscribed to.", nameof(options));
            }
        }
    }
}
