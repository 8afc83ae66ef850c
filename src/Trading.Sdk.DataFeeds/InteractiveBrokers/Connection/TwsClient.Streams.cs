using System.Runtime.CompilerServices;

namespace Trading.Sdk.DataFeeds;

/// <summary>Subscriptions as asynchronous streams: asked for when the loop begins, cancelled on the wire when it ends.</summary>
public sealed partial class TwsClient
{
    /// <summary>
    /// Depth, row by row. Rows and resets come in one stream: an update with position −1 tells that the server reset the book
    /// (317) and that it must be emptied. <see cref="TwsDepthFeed"/> does all this.
    /// </summary>
    /// <param name="contract">The contract.</param>
    /// <param name="rows">Rows a side.</param>
    /// <param name="isSmartDepth">Rows of all exchanges of a SMART contract, joined.</param>
    /// <param name="cancellationToken">Cancels on the wire.</param>
    /// <exception cref="TwsRequestException">Refused, or halted (316).</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public IAsyncEnumerable<TwsDepthUpdate> SubscribeDepthAsync(TwsContract contract, int rows, bool isSmartDepth = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        return StreamAsync(() => new TwsDepthStreamRequest(depth, options.StreamCapacity), static r => r.Items, id => TwsEncoder.Depth(id, contract, rows, isSmartDepth), id => TwsEncoder.CancelDepth(id, isSmartDepth), cancellationToken);
    }

    /// <summary>Every tick. <see cref="TwsTickByTick.IsHaltNotice"/> ticks are no trades.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="kind">Which ticks.</param>
    /// <param name="ignoreSize">BidAsk: leave out changes of size alone.</param>
    /// <param name="cancellationToken">Cancels on the wire.</param>
    /// <exception cref="TwsRequestException">Refused (10190: all subscriptions are in use).</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public IAsyncEnumerable<TwsTickByTick> SubscribeTickByTickAsync(TwsContract contract, TwsTickByTickKind kind, bool ignoreSize = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return StreamAsync(
            () => new TwsStreamRequest<TwsTickByTick>(
                (int message, int id, ref TwsFieldReader reader, out TwsTickByTick tick) =>
                {
                    tick = message == TwsIncoming.TickByTick ? TwsTickByTick.Read(id, ref reader, names) : default;
                    return message == TwsIncoming.TickByTick;
                },
                options.StreamCapacity),
            static r => r.Items,
            id => TwsEncoder.TickByTick(id, contract, kind, 0, ignoreSize),
            TwsEncoder.CancelTickByTick,
            cancellationToken);
    }

    /// <summary>Top of book and more, sampled by the server (250 ms for stocks and futures).</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="genericTicks">Numbers of further ticks, comma separated: 233 RTVolume, 236 shortable, …</param>
    /// <param name="cancellationToken">Cancels on the wire.</param>
    /// <exception cref="TwsRequestException">Refused.</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public IAsyncEnumerable<TwsMarketDataTick> SubscribeMarketDataAsync(TwsContract contract, string genericTicks = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return StreamAsync(
            () => new TwsStreamRequest<TwsMarketDataTick>(ReadMarketDataTick, options.StreamCapacity, TwsIncoming.TickSnapshotEnd),
            static r => r.Items,
            id => TwsEncoder.MarketData(id, contract, genericTicks, snapshot: false),
            TwsEncoder.CancelMarketData,
            cancellationToken);
    }

    /// <summary>The top of book once.</summary>
    /// <exception cref="TwsRequestException">Refused.</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public async Task<IReadOnlyList<TwsMarketDataTick>> GetMarketDataSnapshotAsync(TwsContract contract, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var ticks = new List<TwsMarketDataTick>();
        IAsyncEnumerable<TwsMarketDataTick> stream = StreamAsync(
            () => new TwsStreamRequest<TwsMarketDataTick>(ReadMarketDataTick, options.StreamCapacity, TwsIncoming.TickSnapshotEnd),
            static r => r.Items,
            id => TwsEncoder.MarketData(id, contract, "", snapshot: true),
            TwsEncoder.CancelMarketData,
            cancellationToken);
        await foreach (TwsMarketDataTick tick in stream.ConfigureAwait(false))
        {
            ticks.Add(tick);
        }

        return ticks;
    }

    /// <summary>Bars of five seconds, each once it is complete; times in Unix seconds.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="whatToShow">TRADES, MIDPOINT, BID or ASK.</param>
    /// <param name="regularHours">Only regular trading hours.</param>
    /// <param name="cancellationToken">Cancels on the wire.</param>
    /// <exception cref="TwsRequestException">Refused, or deactivated by a bust event (10225).</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public IAsyncEnumerable<TwsBar> SubscribeRealTimeBarsAsync(TwsContract contract, string whatToShow = "TRADES", bool regularHours = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return StreamAsync(
            () => new TwsStreamRequest<TwsBar>(
                static (int message, int id, ref TwsFieldReader reader, out TwsBar bar) =>
                {
                    bar = TwsBar.Read(ref reader);
                    return true;
                },
                options.StreamCapacity),
            static r => r.Items,
            id => TwsEncoder.RealTimeBars(id, contract, whatToShow, regularHours),
            TwsEncoder.CancelRealTimeBars,
            cancellationToken);
    }

    /// <summary>A history that is kept up to date: first its bars, then each change of the last one and each new one.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="duration">Length of the span: "60 S", "1 D", "2 W".</param>
    /// <param name="barSize">"5 secs" … "1 day".</param>
    /// <param name="whatToShow">TRADES, MIDPOINT, BID, ASK.</param>
    /// <param name="regularHours">Only regular trading hours.</param>
    /// <param name="cancellationToken">Cancels on the wire.</param>
    /// <exception cref="TwsRequestException">Refused.</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public IAsyncEnumerable<TwsBar> SubscribeHistoricalBarsAsync(TwsContract contract, string duration, string barSize, string whatToShow = "TRADES", bool regularHours = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return StreamAsync(
            () => new TwsHistoryStreamRequest(options.StreamCapacity),
            static r => r.Items,
            id => TwsEncoder.HistoricalBars(id, contract, "", barSize, duration, regularHours, whatToShow, 2, keepUpToDate: true),
            TwsEncoder.CancelHistoricalBars,
            cancellationToken);
    }

    private static bool ReadMarketDataTick(int message, int id, ref TwsFieldReader reader, out TwsMarketDataTick tick)
    {
        bool known = message is TwsIncoming.TickPrice or TwsIncoming.TickSize or TwsIncoming.TickString or TwsIncoming.TickGeneric or TwsIncoming.TickOptionComputation or TwsIncoming.MarketDataType or TwsIncoming.TickReqParams;
        tick = known ? TwsMarketDataTick.Read(message, id, ref reader) : default;
        return known;
    }

    private async IAsyncEnumerable<T> StreamAsync<TRequest, T>(Func<TRequest> create, Func<TRequest, System.Threading.Channels.ChannelReader<T>> items, Func<int, byte[]> encode, Func<int, byte[]> encodeCancel, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : TwsRequest
    {
        TRequest request = create();
        Start(request, encode, encodeCancel);
        try
        {
            await foreach (T item in items(request).ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            Cancel(request);
        }
    }
}
