using System.Text;

namespace Trading.Sdk.Testing;

/// <summary>What a <see cref="FakeWebServer"/> answers.</summary>
public sealed record FakeHttpResponse
{
    /// <summary>The opening handshake of a WebSocket is accepted; to any other request it is an error of the test.</summary>
    public static FakeHttpResponse AcceptWebSocket { get; } = new() { Status = 101 };

    /// <summary>Status code. Default 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Content type. Default JSON.</summary>
    public string ContentType { get; init; } = "application/json;charset=UTF-8";

    /// <summary>Further header fields.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The body. Default empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Bytes of the whole answer (head included) after which the connection is reset; null = none.</summary>
    public int? CutAfterBytes { get; init; }

    /// <summary>An answer with a text.</summary>
    public static FakeHttpResponse Text(string body, int status = 200) => new() { Status = status, Body = Encoding.UTF8.GetBytes(body) };
}
