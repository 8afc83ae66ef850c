using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>A server in memory that answers as the recorded one did, and that can be made to fail.</summary>
internal sealed class FakeChroma : HttpMessageHandler
{
    public Dictionary<string, JsonNode?> Records { get; } = new(StringComparer.Ordinal);

    public List<(string Path, string Body)> Requests { get; } = [];

    public Queue<HttpStatusCode> Failures { get; } = new();

    public bool IsDown { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath, body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Requests)
        {
            if (IsDown)
            {
                throw new HttpRequestException("connection refused");
            }

            Requests.Add((path, body));
            if (Failures.TryDequeue(out HttpStatusCode failure))
            {
                return Answer(failure, """{"error":"InternalError","message":"try later"}""");
            }

            return Handle(path, body);
        }
    }

    private HttpResponseMessage Handle(string path, string body)
    {
        string verb = path[(path.LastIndexOf('/') + 1)..];
        JsonNode? json = body.Length > 0 ? JsonNode.Parse(body) : null;
        switch (verb)
        {
            case "heartbeat":
                return Answer(HttpStatusCode.OK, """{"nanosecond heartbeat":1}""");
            case "collections":
                return Answer(HttpStatusCode.OK, """{"id":"11111111-1111-1111-1111-111111111111","name":"patterns","metadata":{"owner":"sdk"},"dimension":null}""");
            case "missing":
                return Answer(HttpStatusCode.NotFound, """{"error":"NotFoundError","message":"Collection [missing] does not exists"}""");
            case "upsert":
                for (int i = 0; i < json!["ids"]!.AsArray().Count; i++)
                {
                    Records[json["ids"]![i]!.GetValue<string>()] = json["embeddings"]![i]!.DeepClone();
                }

                return Answer(HttpStatusCode.OK, "{}");
            case "delete":
                foreach (JsonNode? id in json!["ids"]!.AsArray())
                {
                    Records.Remove(id!.GetValue<string>());
                }

                return Answer(HttpStatusCode.OK, "{}");
            case "count":
                return Answer(HttpStatusCode.OK, Records.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            case "query":
                return Answer(HttpStatusCode.OK, """{"ids":[["p1","p2"]],"embeddings":null,"documents":[["cup",null]],"metadatas":[[{"ret":0.12,"year":2024,"win":true,"symbol":"AAPL"},null]],"distances":[[0.0,0.006116271]]}""");
            default:
                return Answer(HttpStatusCode.UnprocessableEntity, """{"error":"ChromaError","message":"unknown"}""");
        }
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
