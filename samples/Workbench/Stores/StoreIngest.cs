using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Trading.Sdk.Persistence;

namespace Trading.Sdk.Workbench.Stores;

/// <summary>Loads a CSV file or a recording into the store of a subject.</summary>
internal sealed class StoreIngest(ITradingStore store, DeadLetterJournal deadLetters, string path, TimeSpan interval, IngestMode mode, CancellationToken cancellationToken) : IRecordVisitor<Task<JsonObject>>
{
    private const int RowsPerWrite = 10_000;

    public async Task<JsonObject> Visit<TRecord>()
        where TRecord : class, IStoredRecord<TRecord>
    {
        var watch = Stopwatch.StartNew();
        IngestResult total = IngestResult.Empty;
        long malformed = 0;
        string? firstProblem = null;
        if (Directory.Exists(path))
        {
            foreach (TRecord[] rows in (await RecordingRows.ReadAsync<TRecord>(path, interval, cancellationToken)).Chunk(RowsPerWrite))
            {
                total = total.Plus(await store.Records<TRecord>().WriteAsync(rows, mode, cancellationToken));
            }
        }
        else
        {
            var rows = new List<TRecord>(RowsPerWrite);
            using var reader = new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
            await foreach (CsvRow<TRecord> row in CsvRecords.ReadAsync<TRecord>(reader, cancellationToken))
            {
                if (row.Record is null)
                {
                    malformed++;
                    firstProblem ??= row.Error;
                    deadLetters.Keep(TRecord.Schema.Subject, new JsonArray([.. row.Fields.Select(f => (JsonNode)f)]).ToJsonString(), row.Error!);
                    continue;
                }

                rows.Add(row.Record);
                if (rows.Count == RowsPerWrite)
                {
                    total = total.Plus(await store.Records<TRecord>().WriteAsync(rows, mode, cancellationToken));
                    rows.Clear();
                }
            }

            total = total.Plus(await store.Records<TRecord>().WriteAsync(rows, mode, cancellationToken));
        }

        deadLetters.Sync();
        double seconds = watch.Elapsed.TotalSeconds;
        long count = total.Inserted + total.Duplicate + total.Rejected + malformed;
        var result = new JsonObject
        {
            ["rows"] = count,
            ["inserted"] = total.Inserted,
            ["duplicate"] = total.Duplicate,
            ["rejected"] = total.Rejected + malformed,
            ["seconds"] = seconds,
            ["rowsPerSecond"] = seconds > 0 ? count / seconds : 0,
        };
        if ((firstProblem ?? (total.Rejections.Count > 0 ? total.Rejections[0].Reason : null)) is { } problem)
        {
            result["firstProblem"] = problem;
        }

        return result;
    }
}
