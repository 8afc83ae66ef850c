namespace Trading.Sdk.DataFeeds;

/// <summary>Questions with one answer.</summary>
public sealed partial class TwsClient
{
    /// <summary>The server's time, to the second.</summary>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public Task<DateTimeOffset> GetCurrentTimeAsync(CancellationToken cancellationToken = default) => Ask(times, TwsEncoder.CurrentTime(), cancellationToken);

    /// <summary>The accounts of the login.</summary>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public Task<IReadOnlyList<string>> GetAccountsAsync(CancellationToken cancellationToken = default) => Ask(accountLists, TwsEncoder.Accounts(), cancellationToken);

    /// <summary>The next id for orders.</summary>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public Task<int> GetNextValidIdAsync(CancellationToken cancellationToken = default) => Ask(validIds, TwsEncoder.NextIds(), cancellationToken);

    /// <summary>The exchanges from which depth can be had.</summary>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public Task<IReadOnlyList<TwsDepthExchange>> GetDepthExchangesAsync(CancellationToken cancellationToken = default) => Ask(depthExchanges, TwsEncoder.DepthExchanges(), cancellationToken);

    /// <summary>Which market data later requests get; kept by the server for this connection only.</summary>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public void SetMarketDataType(TwsMarketDataType type) => connection.Send(TwsEncoder.MarketDataType(type));

    /// <summary>The exchanges behind smart quotes.</summary>
    /// <param name="bboExchange">The key that a market-data subscription told (<see cref="TwsTickField.Parameters"/>).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TwsRequestException">The server refused.</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public async Task<IReadOnlyList<TwsSmartComponent>> GetSmartComponentsAsync(string bboExchange, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(bboExchange);
        return await AskAsync(
            new TwsAnswerRequest<List<TwsSmartComponent>>([], static (int message, ref TwsFieldReader reader, List<TwsSmartComponent> answer) =>
            {
                answer.AddRange(TwsSmartComponent.Read(ref reader));
                return true;
            }),
            id => TwsEncoder.SmartComponents(id, bboExchange),
            null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Everything known of the contracts that fit a description.</summary>
    /// <exception cref="TwsRequestException">No contract fits (200), or the server refused.</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public async Task<IReadOnlyList<TwsContractDetails>> GetContractDetailsAsync(TwsContract contract, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        int version = ServerVersion;
        return await AskAsync(
            new TwsAnswerRequest<List<TwsContractDetails>>([], (int message, ref TwsFieldReader reader, List<TwsContractDetails> answer) =>
            {
                if (message == TwsIncoming.ContractDataEnd)
                {
                    return true;
                }

                answer.Add(TwsContractDetails.Read(ref reader, version));
                return false;
            }),
            id => TwsEncoder.ContractDetails(id, contract, version),
            null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The time of the first data there is.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="whatToShow">TRADES, MIDPOINT, BID, ASK, …</param>
    /// <param name="regularHours">Only regular trading hours.</param>
    /// <param name="cancellationToken">Cancels on the wire.</param>
    /// <exception cref="TwsRequestException">The server refused.</exception>
    /// <exception cref="TwsProtocolException">The answer is no time in seconds.</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public async Task<DateTimeOffset> GetHeadTimestampAsync(TwsContract contract, string whatToShow = "TRADES", bool regularHours = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        List<DateTimeOffset> answer = await AskAsync(
            new TwsAnswerRequest<List<DateTimeOffset>>([], static (int message, ref TwsFieldReader reader, List<DateTimeOffset> times) =>
            {
                times.Add(MarketData.Timestamp.ToDateTimeOffset(TwsTime.FromSeconds(reader.ReadLong())));
                return true;
            }),
            id => TwsEncoder.HeadTimestamp(id, contract, whatToShow, regularHours),
            TwsEncoder.CancelHeadTimestamp,
            cancellationToken).ConfigureAwait(false);
        return answer[0];
    }

    /// <summary>Historical bars.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="end">End of the span; null = now.</param>
    /// <param name="duration">Length of the span: "60 S", "1 D", "2 W", "1 Y".</param>
    /// <param name="barSize">"1 secs" … "1 day".</param>
    /// <param name="whatToShow">TRADES, MIDPOINT, BID, ASK, BID_ASK, …</param>
    /// <param name="regularHours">Only regular trading hours.</param>
    /// <param name="cancellationToken">Cancels on the wire.</param>
    /// <returns>Oldest first; intraday times in Unix seconds.</returns>
    /// <exception cref="TwsRequestException">No data, pacing, or refused.</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public async Task<TwsHistoricalBars> GetHistoricalBarsAsync(TwsContract contract, DateTimeOffset? end, string duration, string barSize, string whatToShow = "TRADES", bool regularHours = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        List<TwsHistoricalBars> answer = await AskAsync(
            new TwsAnswerRequest<List<TwsHistoricalBars>>([], static (int message, ref TwsFieldReader reader, List<TwsHistoricalBars> bars) =>
            {
                bars.Add(TwsHistoricalBars.Read(ref reader));
                return true;
            }),
            id => TwsEncoder.HistoricalBars(id, contract, end is { } time ? TwsTime.Format(time) : "", barSize, duration, regularHours, whatToShow, 2, keepUpToDate: false),
            TwsEncoder.CancelHistoricalBars,
            cancellationToken).ConfigureAwait(false);
        return answer[0];
    }

    /// <summary>Historical ticks: up to <paramref name="count"/> from a time on, or before one.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="kind">Last (trades), BidAsk or MidPoint.</param>
    /// <param name="start">First time; exactly one of start and end is set.</param>
    /// <param name="end">Last time.</param>
    /// <param name="count">1…1000; the server completes the last second.</param>
    /// <param name="regularHours">Only regular trading hours.</param>
    /// <param name="ignoreSize">BidAsk: leave out changes of size alone.</param>
    /// <param name="cancellationToken">Ends the wait; the protocol has no cancel for it.</param>
    /// <exception cref="ArgumentException">Both or none of start and end are set, or the kind has no history.</exception>
    /// <exception cref="TwsRequestException">The server refused.</exception>
    /// <exception cref="TwsConnectionException">The connection ended.</exception>
    public async Task<IReadOnlyList<TwsHistoricalTick>> GetHistoricalTicksAsync(TwsContract contract, TwsTickByTickKind kind, DateTimeOffset? start, DateTimeOffset? end, int count, bool regularHours = true, bool ignoreSize = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1000);
        if (start is null == end is null)
        {
            throw new ArgumentException("Exactly one of start and end is set.", nameof(start));
        }

        string whatToShow = kind switch
        {
            TwsTickByTickKind.Last => "TRADES",
            TwsTickByTickKind.BidAsk => "BID_ASK",
            TwsTickByTickKind.MidPoint => "MIDPOINT",
            _ => throw new ArgumentException($"{kind} has no history: Last, BidAsk or MidPoint.", nameof(kind)),
        };
        return await AskAsync(
            new TwsAnswerRequest<List<TwsHistoricalTick>>([], static (int message, ref TwsFieldReader reader, List<TwsHistoricalTick> ticks) =>
            {
                ticks.AddRange(TwsHistoricalTick.Read(message, ref reader, out bool done));
                return done;
            }),
            id => TwsEncoder.HistoricalTicks(id, contract, start is { } from ? TwsTime.Format(from) : "", end is { } to ? TwsTime.Format(to) : "", count, whatToShow, regularHours, ignoreSize),
            null,
            cancellationToken).ConfigureAwait(false);
    }

    private Task<T> Ask<T>(TwsWaiters<T> waiters, byte[] frame, CancellationToken cancellationToken)
    {
        Task<T> answer = waiters.WaitAsync(cancellationToken);
        connection.Send(frame);
        return answer;
    }

    private async Task<T> AskAsync<T>(TwsAnswerRequest<T> request, Func<int, byte[]> encode, Func<int, byte[]>? encodeCancel, CancellationToken cancellationToken)
    {
        Start(request, encode, encodeCancel);
        try
        {
            return await request.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Cancel(request);
        }
    }
}
