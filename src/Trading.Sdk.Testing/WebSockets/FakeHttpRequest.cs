namespace Trading.Sdk.Testing;

/// <summary>A request that a <see cref="FakeWebServer"/> received.</summary>
/// <param name="method">GET, POST …</param>
/// <param name="target">Path and query as they stood in the request line.</param>
/// <param name="headers">Header fields, names compared without case.</param>
/// <param name="body">The body; empty without one.</param>
public sealed class FakeHttpRequest(string method, string target, IReadOnlyDictionary<string, string> headers, byte[] body)
{
    private Dictionary<string, string>? query;

    /// <summary>GET, POST …</summary>
    public string Method { get; } = method;

    /// <summary>Path and query as they stood in the request line.</summary>
    public string Target { get; } = target;

    /// <summary>The path, unescaped, without the query.</summary>
    public string Path { get; } = Uri.UnescapeDataString(target.Split('?', 2)[0]);

    /// <summary>Header fields, names compared without case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    /// <summary>The body; empty without one.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>True for the opening handshake of a WebSocket.</summary>
    public bool IsWebSocket => Headers.TryGetValue("Upgrade", out string? upgrade) && string.Equals(upgrade, "websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>The parameters of the query, unescaped; a name that occurs twice has its last value.</summary>
    public IReadOnlyDictionary<string, string> Query
    {
        get
        {
            if (query is null)
            {
                query = new Dictionary<string, string>(StringComparer.Ordinal);
                string[] parts = Target.Split('?', 2);
                foreach (string pair in parts.Length < 2 ? [] : parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
                {
                    string[] sides = pair.Split('=', 2);
                    query[Uri.UnescapeDataString(sides[0])] = sides.Length < 2 ? string.Empty : Uri.UnescapeDataString(sides[1]);
                }
            }

            return query;
        }
    }
}
