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
        byte[] body = Body(json =>
        {
            json.WriteString("name", name);
            json.WriteBoolean("get_or_create", true);
            json.WriteStartObject("configuration");
            json.WriteStartObject("hnsw");
            json.WriteString("space", space switch { ChromaSpace.L2 => "l2", ChromaSpace.Cosine => "cosine", _ => "ip" });
            json.WriteEndObject();
            json.WriteEndObject();
            json.WritePropertyName("metadata");
            WriteMetadata(json, metadata);
        });
        using JsonDocument answer = await SendAsync(HttpMethod.Post, $"{_database}/collections", body, cancellationToken).ConfigureAwait(false);
        return Collection(answer.RootElement);
    }

    /// <summary>The collection of a name, or null.</summary>
    public async Task<ChromaCollection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            using JsonDocument answer = await SendAsync(HttpMethod.Get, $"{_database}/collections/{Uri.EscapeDataString(name)}", null, cancellationToken).ConfigureAwait(false);
            return Collection(answer.RootElement);
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
            byte[] body = Body(json => WriteStrings(json, "ids", ids, start, end));
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
        byte[] body = Body(json =>
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
            WriteConditions(json, where, documentContains);
            WriteStrings(json, "include", ["metadatas", "documents", "distances"], 0, 3);
        });
        using JsonDocument answer = await SendAsync(HttpMethod.Post, Records(collection, "query"), body, cancellationToken).ConfigureAwait(false);
        return Hits(answer.RootElement, nested: true);
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
        byte[] body = Body(json =>
        {
            if (ids is not null)
            {
                WriteStrings(json, "ids", ids, 0, ids.Count);
            }

            if (limit is { } most)
            {
                json.WriteNumber("limit", most);
            }

            json.WriteNumber("offset", offset);
            WriteConditions(json, where, null);
            WriteStrings(json, "include", embeddings ? ["metadatas", "documents", "embeddings"] : ["metadatas", "documents"], 0, embeddings ? 3 : 2);
        });
        using JsonDocument answer = await SendAsync(HttpMethod.Post, Records(collection, "get"), body, cancellationToken).ConfigureAwait(false);
        return Hits(answer.RootElement, nested: false);
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
            byte[] body = Body(json =>
            {
                WriteStrings(json, "ids", batch.Select(r => (string?)r.Id).ToArray(), 0, batch.Length);
                json.WriteStartArray("embeddings");
                foreach (ChromaRecord record in batch)
                {
                    // Base64 of little-endian floats; this machine's order on every platform that .NET 10 supports.
                    json.WriteBase64StringValue(MemoryMarshal.AsBytes(record.Embedding.AsSpan()));
                }

                json.WriteEndArray();
                WriteStrings(json, "documents", batch.Select(r => r.Document).ToArray(), 0, batch.Length);
                json.WriteStartArray("metadatas");
                foreach (ChromaRecord record in batch)
                {
                    WriteMetadata(json, record.Metadata);
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

    private static byte[] Body(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteConditions(Utf8JsonWriter json, MetadataFilter? where, string? documentContains)
    {
        if (where is not null)
        {
            json.WritePropertyName("where");
            ChromaWhere.Write(json, where);
        }

        if (documentContains is not null)
        {
            json.WriteStartObject("where_document");
            json.WriteString("$contains", documentContains);
            json.WriteEndObject();
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string?> values, int start, int end)
    {
        json.WriteStartArray(name);
        for (int i = start; i < end; i++)
        {
            json.WriteStringValue(values[i]);
        }

        json.WriteEndArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, MetadataValue>? metadata)
    {
        if (metadata is null || metadata.Count == 0)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        foreach ((string field, MetadataValue value) in metadata)
        {
            json.WritePropertyName(field);
            ChromaWhere.WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private static ChromaCollection Collection(JsonElement answer) => new(
        answer.GetProperty("id").GetString()!,
        answer.GetProperty("name").GetString()!,
        answer.TryGetProperty("dimension", out JsonElement d) && d.ValueKind == JsonValueKind.Number ? d.GetInt32() : null,
        Metadata(answer.TryGetProperty("metadata", out JsonElement m) ? m : default));

    private static Dictionary<string, MetadataValue> Metadata(JsonElement element)
    {
        var metadata = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in element.EnumerateObject())
            {
                switch (field.Value.ValueKind)
                {
                    case JsonValueKind.String:
                        metadata[field.Name] = field.Value.GetString()!;
                        break;
                    case JsonValueKind.True or JsonValueKind.False:
                        metadata[field.Name] = field.Value.GetBoolean();
                        break;
                    case JsonValueKind.Number:
                        metadata[field.Name] = field.Value.TryGetInt64(out long whole) ? (MetadataValue)whole : field.Value.GetDouble();
                        break;
                }
            }
        }

        return metadata;
    }

    private static List<ChromaHit> Hits(JsonElement answer, bool nested)
    {
        JsonElement Column(string name) => answer.TryGetProperty(name, out JsonElement column) && column.ValueKind == JsonValueKind.Array ? (nested ? column[0] : column) : default;
        JsonElement ids = Column("ids"), distances = Column("distances"), metadatas = Column("metadatas"), documents = Column("documents"), embeddings = Column("embeddings");
        var hits = new List<ChromaHit>();
        for (int i = 0; i < ids.GetArrayLength(); i++)
        {
            hits.Add(new ChromaHit(
                ids[i].GetString()!,
                distances.ValueKind == JsonValueKind.Array && distances[i].ValueKind == JsonValueKind.Number ? distances[i].GetDouble() : double.NaN,
                Metadata(metadatas.ValueKind == JsonValueKind.Array ? metadatas[i] : default),
                documents.ValueKind == JsonValueKind.Array ? documents[i].GetString() : null,
                embeddings.ValueKind == JsonValueKind.Array ? embeddings[i].EnumerateArray().Select(v => v.GetSingle()).ToArray() : null));
        }

        return hits;
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
            return response.IsSuccessStatusCode ? Parse(answer) : throw Refusal(response.StatusCode, answer);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Chroma did not answer {method} {path} within {_options.Timeout}.", e);
        }
    }

    private static JsonDocument Parse(byte[] answer)
    {
        try
        {
            return JsonDocument.Parse(answer);
        }
        catch (JsonException e)
        {
            throw new ChromaException(HttpStatusCode.BadGateway, "InvalidAnswer", "the answer is not JSON: " + e.Message, e);
        }
    }

    private static ChromaException Refusal(HttpStatusCode status, byte[] answer)
    {
        try
        {
            using JsonDocument error = JsonDocument.Parse(answer);
            return new ChromaException(status, error.RootElement.GetProperty("error").GetString() ?? "", error.RootElement.GetProperty("message").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new ChromaException(status, "Unknown", System.Text.Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 500))), e);
        }
    }
}
