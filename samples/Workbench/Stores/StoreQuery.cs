using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Trading.Sdk.Persistence;

namespace Trading.Sdk.Workbench.Stores;

/// <summary>Writes rows of a subject to a CSV file.</summary>
internal sealed class StoreQuery(ITradingStore store, RecordQuery query, string path, bool withSequence, CancellationToken cancellationToken) : IRecordVisitor<Task<JsonObject>>
{
    public async Task<JsonObject> Visit<TRecord>()
        where TRecord : class, IStoredRecord<TRecord>
    {
        if (query.Instrument is not null && TRecord.Schema.InstrumentColumn is null)
        {
            throw new UsageException($"Rows of {TRecord.Schema.Subject} have no instrument.");
        }

        var watch = Stopwatch.StartNew();
        long rows = 0;
        await using (var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16))
        {
            CsvRecords.WriteHeader<TRecord>(writer, withSequence);
            await foreach (TRecord record in store.Records<TRecord>().ReadAsync(query, cancellationToken))
            {
                CsvRecords.WriteRow(writer, record, withSequence);
                rows++;
            }
        }

        return new JsonObject { ["rows"] = rows, ["seconds"] = watch.Elapsed.TotalSeconds };
    }
}
