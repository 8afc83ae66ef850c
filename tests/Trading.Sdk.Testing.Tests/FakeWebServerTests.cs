using System.Net.WebSockets;
using System.Text;

namespace Trading.Sdk.Testing.Tests;

public class FakeWebServerTests
{
    [Fact]
    public async Task Http_Requests_AreAnsweredOverOneConnection()
    {
        await using var server = new FakeWebServer((request, _) => Task.FromResult(FakeHttpResponse.Text($"{request.Path}|{request.Query.GetValueOrDefault("a")}", request.Path == "/bad" ? 429 : 200) with
        {
            Headers = new Dictionary<string, string> { ["Retry-After"] = "3" },
        }));
        using var client = new HttpClient { BaseAddress = server.HttpAddress };
        Assert.Equal("/x/y|b c", await client.GetStringAsync("x/y?a=b%20c"));
        using HttpResponseMessage bad = await client.GetAsync("bad");
        Assert.Equal((429, TimeSpan.FromSeconds(3)), ((int)bad.StatusCode, bad.Headers.RetryAfter!.Delta));
        Assert.Equal(1, server.AcceptedConnections);
        Assert.Empty(server.Failures);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(100, 1)]
    public async Task WebSocket_AnyFraming_ClientReadsTheSameMessages(int frameBytes, int writeBytes)
    {
        string[] messages = [.. new[] { 0, 1, 125, 126, 5000, 70_000 }.Select(n => new string('x', n / (writeBytes == 1 ? 10 : 1)) + "é")];
        await using var server = new FakeWebServer((_, _) => Task.FromResult(FakeHttpResponse.AcceptWebSocket), async (socket, stop) =>
        {
            socket.FrameBytesMax = frameBytes;
            socket.WriteBytesMax = writeBytes;
            foreach (string message in messages)
            {
                await socket.SendTextAsync(message, stop);
            }

            FakeWebSocketMessage? heard = await socket.ReceiveAsync(stop);
            await socket.SendTextAsync("heard " + heard!.Text, stop);
            Assert.Equal(FakeWebSocketMessageKind.Close, (await socket.ReceiveAsync(stop))!.Kind);
        });
        using var client = new ClientWebSocket();
        await client.ConnectAsync(server.WebSocketAddress, CancellationToken.None);
        foreach (string message in messages)
        {
            Assert.Equal(message, await ReadAsync(client));
        }

        await client.SendAsync("ü"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        Assert.Equal("heard ü", await ReadAsync(client));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task WebSocket_CutAtAnyByte_ClientSeesABrokenConnectionAndNoMessage()
    {
        for (int cut = 1; cut < 12; cut++)
        {
            await using var server = new FakeWebServer((_, _) => Task.FromResult(FakeHttpResponse.AcceptWebSocket), async (socket, stop) =>
            {
                socket.CutAfterBytes = cut;
                await socket.SendTextAsync("0123456789", stop);
            });
            using var client = new ClientWebSocket();
            await client.ConnectAsync(server.WebSocketAddress, CancellationToken.None);
            await Assert.ThrowsAsync<WebSocketException>(() => ReadAsync(client));
        }
    }

    private static async Task<string> ReadAsync(ClientWebSocket client)
    {
        byte[] buffer = new byte[200_000];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await client.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }
    }
}
