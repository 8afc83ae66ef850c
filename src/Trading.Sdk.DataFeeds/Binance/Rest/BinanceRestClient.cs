using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Binance's public REST interface: depth snapshots, instruments, history. Every request takes its weight from one budget; 429 and
/// 418 close it for as long as Retry-After says; server errors, broken connections and broken answers are tried again with
/// exponential delays and jitter.
/// </summary>
/// <remarks>Thread-safe. The <see cref="HttpClient"/> belongs to the caller; its own timeout should be no shorter than <see cref="BinanceFeedOptions.RestTimeout"/>.</remarks>
public sealed class BinanceRestClient
{
    private const int TextBytesMax = 200;
    private static readonly TimeSpan BanWithoutEnd = TimeSpan.FromMinutes(2);

    private readonly HttpClient http;
    private readonly Uri root;
    private readonly BinanceFeedOptions options;
    private readonly BinanceWeightBudget budget;
    private readonly Random jitter;
    private readonly Lock jitterGate = new();
    private long requests;
    private long refusals;

    /// <summary>Creates a client.</summary>
    /// <param name="http">Sends the requests.</param>
    /// <param name="options">Venue, address, times; the instruments are not looked at.</param>
    /// <param name="budget">Shared by all that use the address; null = a budget of its own by the options.</param>
    public BinanceRestClient(HttpClient http, BinanceFeedOptions options, BinanceWeightBudget? budget = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        this.http = http;
        this.options = options;
        root = options.RestAddress ?? BinanceEndpoints.Rest(options.Venue);
        this.budget = budget ?? new BinanceWeightBudget(options.WeightPerMinute ?? BinanceEndpoints.WeightPerMinute(options.Venue) * 3 / 4, options.TimeProvider);
#pragma warning disable RS0030 // Seeded.
        jitter = new Random(options.Seed);
#pragma warning restore RS0030
    }

    /// <summary>The budget that the requests take from.</summary>
    public BinanceWeightBudget Budget => budget;

    /// <summary>Requests sent so far, repetitions included.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Answers 429 and 418 so far.</summary>
    public long Refusals => Interlocked.Read(ref refusals);

    /// <summary>A depth snapshot, as the venue wrote it.</summary>
    /// <param name="symbol">As the venue writes it.</param>
    /// <param name="limit">Levels a side.</param>
    /// <param name="cancellationToken">Ends waiting, request and repetitions.</param>
    /// <exception cref="BinanceRestException">The venue refuses the request itself (unknown symbol, wrong limit).</exception>
    public Task<byte[]> GetDepthAsync(string symbol, int limit, CancellationToken cancellationToken) =>
        GetAsync(string.Create(CultureInfo.InvariantCulture, $"depth?symbol={Uri.EscapeDataString(symbol)}&limit={limit}"), BinanceEndpoints.DepthWeight(options.Venue, limit), int.MaxValue, cancellationToken);

    /// <summary>
    /// The instruments of a market with tick, lot and contract size from exchangeInfo, numbered from 1 in the order asked for.
    /// </summary>
    /// <param name="symbols">As the venue writes them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BinanceRestException">The venue has no exchangeInfo, or refuses the request.</exception>
    /// <exception cref="MarketDataFormatException">The answer is not of the documented form, or does not hold a symbol.</exception>
    public async Task<IReadOnlyList<Instrument>> GetInstrumentsAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken)
    {
        IReadOnlyList<BinanceSymbol> known = await GetExchangeInfoAsync(symbols, cancellationToken).ConfigureAwait(false);
        return [.. symbols.Select((symbol, i) => (known.FirstOrDefault(s => s.Symbol == symbol)
            ?? throw new MarketDataFormatException($"exchangeInfo of {root} does not hold the symbol {symbol}")).ToInstrument(i + 1))];
    }

    /// <summary>What exchangeInfo says of some symbols; those that it does not hold are missing.</summary>
    /// <param name="symbols">As the venue writes them; empty = all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BinanceRestException">The venue has no exchangeInfo, or refuses the request.</exception>
    /// <exception cref="MarketDataFormatException">The answer is not of the documented form.</exception>
    public async Task<IReadOnlyList<BinanceSymbol>> GetExchangeInfoAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        // Only spot filters by symbol; futures answer with everything.
        string filter = options.Venue != BinanceVenue.Spot || symbols.Count is 0 or > 100
            ? string.Empty
            : "?symbols=" + Uri.EscapeDataString("[" + string.Join(',', symbols.Select(s => $"\"{s}\"")) + "]");
        byte[] body;
        try
        {
            body = await GetAsync("exchangeInfo" + filter, BinanceEndpoints.ExchangeInfoWeight(options.Venue), 4, cancellationToken).ConfigureAwait(false);
        }
        catch (BinanceRestException e) when (e.Status == 400 && filter.Length > 0)
        {
            // One unknown symbol makes spot refuse the whole list.
            body = await GetAsync("exchangeInfo", BinanceEndpoints.ExchangeInfoWeight(options.Venue), 4, cancellationToken).ConfigureAwait(false);
        }

        return [.. BinanceSymbol.ReadAll(body, options.Venue).Where(s => symbols.Count == 0 || symbols.Contains(s.Symbol, StringComparer.Ordinal))];
    }

    /// <summary>Sends a GET request below the market's prefix, with weight, limits and repetitions.</summary>
    internal async Task<byte[]> GetAsync(string pathAndQuery, int weight, int attempts, CancellationToken cancellationToken)
    {
        ResiliencePipeline pipeline = Retry(attempts);
        try
        {
            return await pipeline.ExecuteAsync(async token => await TryGetAsync(pathAndQuery, weight, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (BinanceTransientException e)
        {
            throw new BinanceRestException(0, 0, $"{e.Message}; {attempts} attempts were made");
        }
    }

    private ResiliencePipeline Retry(int attempts)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider };
        if (attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<BinanceTransientException>(),
                MaxRetryAttempts = attempts == int.MaxValue ? int.MaxValue : attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.RetryDelayMax,
                Randomizer = NextJitter,
                // A stated wait is kept by the budget, for all requests alike; here it must not be added once more.
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Exception is BinanceTransientException { RetryAfter: not null } ? TimeSpan.FromMilliseconds(1) : (TimeSpan?)null),
            });
        }

        return builder.Build();
    }

    private double NextJitter()
    {
        lock (jitterGate)
        {
            return jitter.NextDouble();
        }
    }

    private async Task<byte[]> TryGetAsync(string pathAndQuery, int weight, CancellationToken cancellationToken)
    {
        await budget.AcquireAsync(weight, cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref requests);
        var address = new Uri(root, root.AbsolutePath.TrimEnd('/') + BinanceEndpoints.Prefix(options.Venue) + pathAndQuery);
        using var timeout = new CancellationTokenSource(options.RestTimeout, options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(address, both.Token).ConfigureAwait(false);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(both.Token).ConfigureAwait(false);
            ObserveWeight(answer);
            int status = (int)answer.StatusCode;
            if (status is 429 or 418)
            {
                Interlocked.Increment(ref refusals);
                TimeSpan wait = RetryAfter(answer) ?? (status == 418 ? BanWithoutEnd : TimeSpan.FromSeconds(10));
                budget.Close(wait);
                throw new BinanceTransientException($"{address}: {status}, asked to wait {wait.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s", wait);
            }

            if (status >= 500 || status is 403 or 408)
            {
                // 403 is the firewall in front of the venue: it lifts by itself.
                throw new BinanceTransientException($"{address}: {status} {Show(body)}", RetryAfter(answer) is { } stated ? Closed(stated) : null);
            }

            if (!answer.IsSuccessStatusCode)
            {
                throw new BinanceRestException(status, Code(body), $"{address}: {status} {Show(body)}");
            }

            return body.Length > 0 ? body : throw new BinanceTransientException($"{address}: an empty answer");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new BinanceTransientException($"{address}: {(e is OperationCanceledException ? $"no answer in {options.RestTimeout.TotalSeconds} s" : e.Message)}", inner: e);
        }
    }

    private TimeSpan Closed(TimeSpan time)
    {
        budget.Close(time);
        return time;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => date - options.TimeProvider.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private void ObserveWeight(HttpResponseMessage answer)
    {
        foreach (string name in (ReadOnlySpan<string>)["X-MBX-USED-WEIGHT-1M", "X-MBX-USED-WEIGHT"])
        {
            if (answer.Headers.TryGetValues(name, out IEnumerable<string>? values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int used))
            {
                budget.Observe(used);
                return;
            }
        }
    }

    private static int Code(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("code", out JsonElement code) && code.TryGetInt32(out int value) ? value : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static string Show(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, TextBytesMax))).ReplaceLineEndings(" ");
}
