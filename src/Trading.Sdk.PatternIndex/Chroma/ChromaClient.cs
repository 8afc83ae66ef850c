using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Polly;
using Polly.Retry;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Chroma's HTTP interface, version 2. Requests are split into batches, sent again after failures that may pass, and
/// vectors travel as base64. Upserting is the way to write: <c>add</c> silently ignores ids that are there. Thread-safe.
/// </summary>
public sealed class ChromaClient
{
    private readonly HttpClient _http;
    private readonly ChromaOptions _options;
    private readonly ResiliencePipeline _retry;
    private readonly string _database;

    /// <summary>Makes a client.</summary>
    /// <param name="http">Sends the requests; the caller owns it. Its base address is not used.</param>
    /// <param name="options">Where the server is; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ChromaClient(HttpClient http, ChromaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        _http = http;
        _options = options ?? new ChromaOptions();
        _options.Validate();
        _database = $"api/v2/tenants/{Uri.EscapeDataString(_options.Tenant)}/databases/{Uri.EscapeDataString(_options.Database)}";
        var builder = new ResiliencePipelineBuilder { TimeProvider = _options.TimeProvider };
        if (_options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _options.Retries,
                Delay = _options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<ChromaException>(e => e.IsTransient).Handle<TimeoutException>(),
            });
        }

        _retry = builder.Build();
    }

    /// <summary>Whether the server answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using JsonDocument? answer = await SendOnceAsync(HttpMethod.Get, "api/v2/heartbeat", null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or ChromaException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>The collection of a name, made when it is not there.</summary>
    /// <param name="name">3 … 512 letters, digits, dots, dashes and underscores.</param>
    /// <param name="space">How a new one compares.</param>
    /// <param name="metadata">Metadata of a new one.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ChromaException">The server refused.</exception>
    public async Task<ChromaCollection> GetOrCreateCollectionAsync(string name, ChromaSpace space = ChromaSpace.L2, IReadOnlyDictionary<string, MetadataValue>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] body = ChromaJson.Body(json =>
        {
            json.WriteString("name", name);
            json.WriteBoolean("get_or_create", true);
            json.WriteStartObject("configuration");
            json.WriteStartObject("hnsw");
            json.WriteString("space", space switch { ChromaSpace.L2 => "l2", ChromaSpace.Cosine => "cosine", _ => "ip" });
            json.WriteEndObject();
            json.WriteEndObject();
            json.WritePropertyName("metadata");
            ChromaJson.WriteMetadata(json, metadata);
        });
        using JsonDocument answer = await SendAsync(HttpMethod.Post, $"{_database}/collections", body, cancellationToken).ConfigureAwait(false);
        return ChromaJson.Collection(answer.RootElement);
    }

    /// <summary>The collection of a name, or null.</summary>
    public async Task<ChromaCollection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            using JsonDocument answer = await SendAsync(HttpMethod.Get, $"{_database}/collections/{Uri.EscapeDataString(name)}", null, cancellationToken).ConfigureAwait(false);
            return ChromaJson.Collection(answer.RootElement);
        }
        catch (ChromaException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Deletes a collection with its records.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            using JsonDocument answer = await SendAsync(HttpMethod.Delete, $"{_database}/collections/{Uri.EscapeDataString(name)}", null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ChromaException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Records held.</summary>
    public async Task<long> CountAsync(ChromaCollection collection, CancellationToken cancellationToken = default)
    {
        using JsonDocument answer = await SendAsync(HttpMethod.Get, Records(collection, "count"), null, cancellationToken).ConfigureAwait(false);
        return answer.RootElement.GetInt64();
    }

    /// <summary>Adds records or replaces those of the same ids, in batches. A failure may leave earlier batches stored; sending all again does no harm.</summary>
    /// <exception cref="ChromaException">The server refused.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    public Task UpsertAsync(ChromaCollection collection, IReadOnlyList<ChromaRecord> records, CancellationToken cancellationToken = default) => WriteAsync(collection, "upsert", records, cancellationToken);

    /// <summary>Adds records; those whose ids are there are silently ignored by the server.</summary>
    /// <inheritdoc cref="UpsertAsync"/>
    public Task AddAsync(ChromaCollection collection, IReadOnlyList<ChromaRecord> records, CancellationToken cancellationToken = default) => WriteAsync(collection, "add", records, cancellationToken);

    /// <summary>Deletes ids; those that are not there do not matter.</summary>
    public async Task DeleteAsync(ChromaCollection collection, IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        for (int first = 0; first < ids.Count; first += _options.BatchSize)
        {
            int start = first, end = Math.Min(ids.Count, first + _options.BatchSize);
            byte[] body = ChromaJson.Body(json => ChromaJson.WriteStrings(json, "ids", ids, start, end));
            using JsonDocument answer = await SendAsync(HttpMethod.Post, Records(collection, "delete"), body, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The nearest records.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="query">As many components as the collection's.</param>
    /// <param name="count">Hits wanted; fewer come when fewer are there.</param>
    /// <param name="where">Condition on metadata; null for none. Note that the server lets records that lack a field pass negated comparisons.</param>
    /// <param name="documentContains">Text that the document must contain; null for none.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="NotSupportedException">The server has no such condition.</exception>
    public async Task<IReadOnlyList<ChromaHit>> QueryAsync(ChromaCollection collection, float[] query, int count, MetadataFilter? where = null, string? documentContains = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        byte[] body = ChromaJson.Body(json =>
        {
            json.WriteStartArray("query_embeddings");
            json.WriteStartArray();
            foreach (float value in query)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteNumber("n_results", count);
            ChromaJson.WriteConditions(json, where, documentContains);
            ChromaJson.WriteStrings(json, "include", ["metadatas", "documents", "distances"], 0, 3);
        });
        using JsonDocument answer = await SendAsync(HttpMethod.Post, Records(collection, "query"), body, cancellationToken).ConfigureAwait(false);
        return ChromaJson.Hits(answer.RootElement, nested: true);
    }

    /// <summary>Records by id or condition, in the order of storage.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="ids">Ids wanted; null for all.</param>
    /// <param name="where">Condition on metadata; null for none.</param>
    /// <param name="limit">Greatest number; null for all.</param>
    /// <param name="offset">Records to pass over.</param>
    /// <param name="embeddings">Whether vectors are wanted.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<ChromaHit>> GetAsync(ChromaCollection collection, IReadOnlyList<string>? ids = null, MetadataFilter? where = null, int? limit = null, int offset = 0, bool embeddings = false, CancellationToken cancellationToken = default)
    {
        byte[] body = ChromaJson.Body(json =>
        {
            if (ids is not null)
            {
                ChromaJson.WriteStrings(json, "ids", ids, 0, ids.Count);
            }

            if (limit is { } most)
            {
                json.WriteNumber("limit", most);
            }

            json.WriteNumber("offset", offset);
            ChromaJson.WriteConditions(json, where, null);
            ChromaJson.WriteStrings(json, "include", embeddings ? ["metadatas", "documents", "embeddings"] : ["metadatas", "documents"], 0, embeddings ? 3 : 2);
        });
        using JsonDocument answer = await SendAsync(HttpMethod.Post, Records(collection, "get"), body, cancellationToken).ConfigureAwait(false);
        return ChromaJson.Hits(answer.RootElement, nested: false);
    }

    private async Task WriteAsync(ChromaCollection collection, string verb, IReadOnlyList<ChromaRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        foreach (ChromaRecord record in records)
        {
            ArgumentException.ThrowIfNullOrEmpty(record.Id, nameof(records));
            if (record.Embedding.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                throw new ArgumentException($"The vector of '{record.Id}' is not finite.", nameof(records));
            }
        }

        for (int first = 0; first < records.Count; first += _options.BatchSize)
        {
            ChromaRecord[] batch = records.Skip(first).Take(_options.BatchSize).ToArray();
            byte[] body = ChromaJson.Body(json =>
            {
                ChromaJson.WriteStrings(json, "ids", batch.Select(r => (string?)r.Id).ToArray(), 0, batch.Length);
                json.WriteStartArray("embeddings");
                foreach (ChromaRecord record in batch)
                {
                    // Base64 of little-endian floats; this machine's order on every platform that .NET 10 supports.
                    json.WriteBase64StringValue(MemoryMarshal.AsBytes(record.Embedding.AsSpan()));
                }

                json.WriteEndArray();
                ChromaJson.WriteStrings(json, "documents", batch.Select(r => r.Document).ToArray(), 0, batch.Length);
                json.WriteStartArray("metadatas");
                foreach (ChromaRecord record in batch)
                {
                    ChromaJson.WriteMetadata(json, record.Metadata);
                }

                json.WriteEndArray();
            });
            using JsonDocument answer = await SendAsync(HttpMethod.Post, Records(collection, verb), body, cancellationToken).ConfigureAwait(false);
        }
    }

    private string Records(ChromaCollection collection, string verb)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return $"{_database}/collections/{collection.Id}/{verb}";
    }

    private async Task<JsonDocument> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(async token => await SendOnceAsync(method, path, body, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async Task<JsonDocument> SendOnceAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_options.BaseAddress, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var limit = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? ChromaJson.Parse(answer) : throw ChromaJson.Refusal(response.StatusCode, answer);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Chroma did not answer {method} {path} within {_options.Timeout}.", e);
        }
    }
}
