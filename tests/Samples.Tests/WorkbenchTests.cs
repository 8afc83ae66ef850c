using System.IO.Compression;
using System.Text;
using System.Text.Json;


namespace Samples.Tests;

public sealed class WorkbenchTests : IDisposable
{
    private static readonly string[] Lines =
    [
        """1000 {"stream":"xy@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"XY","U":1,"u":3,"b":[["10.00","1.00"]],"a":[["11.00","2.00"]]}}""",
        """2000 {"lastUpdateId":2,"bids":[["10.00","5.00"],["9.99","4.00"]],"asks":[["11.00","3.00"]]}""",
        """5000 {"stream":"xy@depth@100ms","data":{"e":"depthUpdate","E":1723161255308,"s":"XY","U":4,"u":5,"b":[["10.00","0.50"],["9.98","0.00"]],"a":[]}}""",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("workbench").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task BookReplay_Recording_PrintsOneDocumentAndWritesTheBestLevels()
    {
        string bbo = Path.Combine(folder, "bbo.csv");
        (int code, string output, string error) = await Replay(Write(Lines), "--depth", "1", "--bbo", bbo);
        Assert.Equal((0, ""), (code, error));
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement root = json.RootElement;
        Assert.Equal((2, 4, 0, 1), (root.GetProperty("messages").GetInt32(), root.GetProperty("levelUpdates").GetInt32(), root.GetProperty("gaps").GetInt32(), root.GetProperty("unknownDeletes").GetInt32()));
        Assert.Equal(("10.00", "0.50"), (root.GetProperty("bestBid").GetProperty("price").GetString(), root.GetProperty("bestBid").GetProperty("quantity").GetString()));
        Assert.Equal((2, 1), (root.GetProperty("bidLevels").GetInt32(), root.GetProperty("askLevels").GetInt32()));
        Assert.Equal(Fnv([(1000, 50), (999, 400), (1100, 200)]), root.GetProperty("bookHash").GetString());
        Assert.Equal(["sequence,bidPrice,bidQuantity,askPrice,askQuantity", "3,10.00,1.00,11.00,2.00", "5,10.00,0.50,11.00,2.00"], await File.ReadAllLinesAsync(bbo));
    }

    [Fact]
    public async Task BookReplay_BrokenInput_ExitsWithOneAndOneLineThatNamesIt()
    {
        string malformed = Write([Lines[0], "1500 {\"stream\":", Lines[1]]), whole = Write(Lines, gzip: true), cut = Path.Combine(folder, "cut.gz");
        byte[] bytes = await File.ReadAllBytesAsync(whole);
        await File.WriteAllBytesAsync(cut, bytes[..^20]);
        foreach ((string file, string venue, string expected) in ((string, string, string)[])
        [
            (malformed, "spot", $"{malformed}, line 2"),
            (cut, "spot", $"{cut}, line "),
            (whole, "usdm", $"{whole}, line 1"),
            (Path.Combine(folder, "absent.gz"), "spot", "absent.gz"),
            (Write([Lines[0]]), "spot", "no snapshot"),
        ])
        {
            (int code, string output, string error) = await SampleProcess.RunAsync("Workbench", "book", "replay", "--format", "binance", "--input", file, "--venue", venue, "--tick", "0.01", "--lot", "0.01", "--json");
            Assert.Equal((1, ""), (code, output));
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd('\n').Split('\n'));
        }
    }

    [Theory]
    [InlineData("book", "replay", "--format", "nonsense", "--input", "x")]
    [InlineData("book", "replay", "--format", "binance", "--input", "x", "--venue", "moon", "--tick", "1", "--lot", "1")]
    [InlineData("book", "replay", "--format", "binance", "--input", "x", "--venue", "spot")]
    [InlineData("book", "replay", "--format", "binance", "--input", "x", "--venue", "spot", "--tick", "abc", "--lot", "1")]
    [InlineData("book", "replay")]
    [InlineData("golden", "nonsense", "--in", "a", "--out", "b")]
    [InlineData("nonsense")]
    public async Task AnyVerb_BadArguments_ExitsWithTwoAndOneLine(params string[] arguments)
    {
        (int code, string output, string error) = await SampleProcess.RunAsync("Workbench", arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Golden_FileOfAPackage_IsComputedInItsShapes()
    {
        string input = Path.Combine(folder, "in.json"), output = Path.Combine(folder, "out.json");
        await File.WriteAllTextAsync(input, """{"meta":{},"cases":[{"op":"risk.kelly_binary","params":{"win_probability":0.55,"odds":1},"inputs":{}},{"op":"nonsense","params":{},"inputs":{}}]}""");
        (int code, string json, _) = await SampleProcess.RunAsync("Workbench", "golden", "decision", "--in", input, "--out", output, "--json");
        Assert.Equal((0, """{"cases":2,"computed":1,"errors":1}"""), (code, json.Trim()));
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(output));
        JsonElement cases = document.RootElement.GetProperty("cases");
        Assert.Equal(0.1, cases[0].GetProperty("outputs").GetProperty("fraction").GetDouble(), 12);
        Assert.Contains("nonsense", cases[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static string Fnv((long Price, long Quantity)[] levels)
    {
        ulong hash = 14695981039346656037;
        foreach (long value in levels.SelectMany(l => (long[])[l.Price, l.Quantity]))
        {
            for (int i = 0; i < 8; i++)
            {
                hash = (hash ^ (byte)(value >> (8 * i))) * 1099511628211;
            }
        }

        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task<(int ExitCode, string Output, string Error)> Replay(string file, params string[] more) =>
        SampleProcess.RunAsync("Workbench", ["book", "replay", "--format", "binance", "--input", file, "--venue", "spot", "--tick", "0.01", "--lot", "0.01", "--json", .. more]);

    private string Write(string[] lines, bool gzip = false)
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("N") + (gzip ? ".gz" : ".txt"));
        using Stream stream = gzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        return path;
    }
}
