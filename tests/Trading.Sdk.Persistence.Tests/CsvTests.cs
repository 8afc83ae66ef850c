using System.Text;

namespace Trading.Sdk.Persistence.Tests;

public class CsvTests
{
    [Fact]
    public async Task Read_QuotesWhereTheyAreOrdinary_AreKept()
    {
        List<CsvRow<SystemEventRecord>> rows = await ReadAsync<SystemEventRecord>(
            "id,timestamp,level,component,kind,message,details\r\n" +
            "11111111-1111-1111-1111-111111111111,1,info,a\"b,k,\"say \"\"hi\"\"\r\nand \rgo\",{\"n\":1}\r\n" +
            "\r\n" +
            "22222222-2222-2222-2222-222222222222,2,info,,k,\"\",");
        Assert.All(rows, r => Assert.Null(r.Error));
        Assert.Equal("a\"b", rows[0].Record!.Component);
        Assert.Equal("say \"hi\"\r\nand \rgo", rows[0].Record!.Message);
        Assert.Equal("{\"n\":1}", rows[0].Record!.Details);
        Assert.Equal(("", null), (rows[1].Record!.Message, rows[1].Record!.Details));
        Assert.Equal([2L, 6L], rows.Select(r => r.Line));
    }

    [Fact]
    public async Task Read_QuoteThatNeverEnds_CostsItsOwnLineOnly()
    {
        List<CsvRow<TradeRecord>> rows = await ReadAsync<TradeRecord>(
            "timestamp,symbol,exchange,sequence,price,quantity,side\n" +
            "1,A,x,1,1,1,buy\n" +
            "2,\"A,x,2,1,1,buy\n" +
            "3,A,x,3,1,1,buy\n" +
            "4,A,x,4,1,1,sell");
        Assert.Equal([1L, null, 3L, 4L], rows.Select(r => r.Record?.TimestampNanos));
        Assert.Equal("line 3: the quoted field that begins on this line does not end", rows[1].Error);
        Assert.Equal([2L, 3L, 4L, 5L], rows.Select(r => r.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("timestamp,asset\n")]
    [InlineData("timestamp,asset,exchange,nonsense\n")]
    [InlineData("timestamp,asset,exchange,asset\n")]
    [InlineData("\"timestamp,asset,exchange")]
    public async Task Read_BadHeader_IsRefused(string text) =>
        await Assert.ThrowsAsync<RecordFormatException>(() => ReadAsync<OrderBookMetricsRecord>(text));

    [Fact]
    public async Task Read_OptionalColumnEmptyOrAbsent_IsZero()
    {
        List<CsvRow<OrderBookMetricsRecord>> rows = await ReadAsync<OrderBookMetricsRecord>("\uFEFFtimestamp,asset,exchange,sequence,mid_price\n1,A,x,,1e-3\n2,A,x,7,\n");
        Assert.Equal([(0L, 0.001m), (7L, null)], rows.Select(r => (r.Record!.Sequence, r.Record.MidPrice)));
    }

    [Fact]
    public async Task WriteAndRead_AnyText_ComesBack()
    {
        var random = new Random(4);
        string[] pieces = ["\"", "\"\"", ",", "\r\n", "\n", "\r", " ", "x", "ä", "🚀", "'", "\t", ";", new string('y', 70_000)];
        for (int round = 0; round < 200; round++)
        {
            List<SystemEventRecord> rows = SampleRows.Make<SystemEventRecord>(1 + random.Next(8), round);
            for (int i = 0; i < rows.Count; i++)
            {
                rows[i] = rows[i] with { Message = Text(), Component = Text() };
            }

            var file = new StringWriter();
            CsvRecords.WriteHeader<SystemEventRecord>(file);
            rows.ForEach(r => CsvRecords.WriteRow(file, r));
            Assert.Equal(rows, (await ReadAsync<SystemEventRecord>(file.ToString())).Select(r => r.Record));
        }

        string Text()
        {
            var text = new StringBuilder();
            for (int i = random.Next(6); i > 0; i--)
            {
                // The long piece, which crosses the reader's buffer, seldom.
                text.Append(pieces[random.Next(random.Next(20) == 0 ? pieces.Length : pieces.Length - 1)]);
            }

            return text.ToString();
        }
    }

    private static Task<List<CsvRow<TRecord>>> ReadAsync<TRecord>(string text)
        where TRecord : class, IStoredRecord<TRecord> => JournalTradingStoreTests.ToListAsync(CsvRecords.ReadAsync<TRecord>(new StringReader(text)));
}
