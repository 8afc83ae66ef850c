using System.Net;

namespace Trading.Sdk.PatternIndex;

/// <summary>Chroma refused a request.</summary>
public sealed class ChromaException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="kind">The server's word for the error.</param>
    /// <param name="message">The server's explanation.</param>
    /// <param name="inner">The cause, if any.</param>
    public ChromaException(HttpStatusCode status, string kind, string message, Exception? inner = null)
        : base($"Chroma answered {(int)status} {kind}: {message}", inner)
    {
        Status = status;
        Kind = kind;
    }

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The server's word for the error, such as NotFoundError.</summary>
    public string Kind { get; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => (int)Status is >= 500 and not 501 || Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
}
