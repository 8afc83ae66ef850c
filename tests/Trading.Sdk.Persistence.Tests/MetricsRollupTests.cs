namespace Trading.Sdk.Persistence.Tests;

public class MetricsRollupTests
{
    private const long Minute = OrderBookMetricsMinuteRecord.MinuteNanos;

    [Fact]
    public async Task RollUp_InPieces_IsWhatOnePassOverTheRowsGives()
    {
        await using var test = new TemporaryStore();
        OrderBookMetricsRecord[] rows = [.. MetricsRows.Make(5000)];
        var random = new Random(5);
        long done = long.MinValue;
        int written = 0;
        while (done < SampleRows.Start + 60 * Minute)
        {
            long until = Math.Max(done, SampleRows.Start) + random.NextInt64(20 * Minute);
            OrderBookMetricsRecord[] batch = [.. rows[written..].TakeWhile(r => r.TimestampNanos < until)];
            random.Shuffle(batch);
            await test.Store.OrderBookMetrics.WriteAsync(batch);
            written += batch.Length;
            done = await test.Store.RollUpMetricsAsync(until);
            Assert.Equal(until - until % Minute, done);
            // The watermark outlives the process, and never goes back.
            await test.ReopenAsync();
            Assert.Equal(done, await test.Store.RollUpMetricsAsync(done - 3 * Minute));
        }

        List<OrderBookMetricsMinuteRecord> minutes = await JournalTradingStoreTests.ToListAsync(test.Store.ReadMetricsMinutesAsync(RecordQuery.All));
        Assert.Equal(Expected(rows[..written].Where(r => r.TimestampNanos < done)), minutes.OrderBy(m => m.TimestampNanos).ThenBy(m => m.Asset, StringComparer.Ordinal).ThenBy(m => m.Exchange, StringComparer.Ordinal));
        Assert.Equal(minutes.Select(m => m.TimestampNanos).Order(), minutes.Select(m => m.TimestampNanos));
        Assert.Equal(
            minutes.Where(m => m.Asset == "B" && m.TimestampNanos >= SampleRows.Start + Minute && m.TimestampNanos < SampleRows.Start + 9 * Minute),
            await JournalTradingStoreTests.ToListAsync(test.Store.ReadMetricsMinutesAsync(RecordQuery.Range("B", SampleRows.Start + Minute, SampleRows.Start + 9 * Minute))));
    }

    [Fact]
    public async Task RollUp_RowsThatComeLate_LeaveTheMinuteThatIsDone()
    {
        await using var test = new TemporaryStore();
        OrderBookMetricsRecord[] rows = [.. MetricsRows.Make(500)];
        await test.Store.OrderBookMetrics.WriteAsync(rows);
        await test.Store.RollUpMetricsAsync(SampleRows.Start + 3 * Minute);
        List<OrderBookMetricsMinuteRecord> before = await JournalTradingStoreTests.ToListAsync(test.Store.ReadMetricsMinutesAsync(RecordQuery.All));
        await test.Store.OrderBookMetrics.WriteAsync([rows[0] with { Sequence = 99_999 }]);
        await test.Store.RollUpMetricsAsync(SampleRows.Start + 4 * Minute);
        Assert.Equal(before, (await JournalTradingStoreTests.ToListAsync(test.Store.ReadMetricsMinutesAsync(RecordQuery.All))).Take(before.Count));
    }

    private static IEnumerable<OrderBookMetricsMinuteRecord> Expected(IEnumerable<OrderBookMetricsRecord> rows) =>
        from row in rows
        group row by (Time: row.TimestampNanos / Minute * Minute, row.Asset, row.Exchange) into minute
        let ordered = minute.OrderBy(r => r.TimestampNanos).ThenBy(r => r.Sequence).ToList()
        orderby minute.Key.Time, minute.Key.Asset, minute.Key.Exchange
        select new OrderBookMetricsMinuteRecord
        {
            TimestampNanos = minute.Key.Time,
            Asset = minute.Key.Asset,
            Exchange = minute.Key.Exchange,
            RowCount = ordered.Count,
            MidOpen = ordered[0].MidPrice,
            MidHigh = ordered.Max(r => r.MidPrice),
            MidLow = ordered.Min(r => r.MidPrice),
            MidClose = ordered[^1].MidPrice,
            SpreadBpsMean = Round(ordered.Average(r => r.SpreadBps)),
            BidAskRatioMean = Round(ordered.Average(r => r.BidAskRatio)),
            DepthImbalanceMean = Round(ordered.Average(r => r.DepthImbalance)),
        };

    private static decimal? Round(decimal? value) => value is { } v ? Math.Round(v, 12, MidpointRounding.AwayFromZero) : null;
}
