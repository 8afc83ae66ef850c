using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trading.Sdk.Journal;
using Trading.Sdk.Persistence;
using Trading.Sdk.Persistence.PostgreSql;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench store …</c>: migrations, ingest, queries, the audit trail and the check of a journal.</summary>
internal static class StoreVerbs
{
    private const int RowsPerWrite = 10_000;

    private static readonly Option<string> Pg = new("--pg") { Required = true, Description = "PostgreSQL: keywords or a postgresql:// URI." };
    private static readonly Option<string> To = new("--to") { Required = true, Description = "journal:DIR or pg:CONN." };
    private static readonly Option<string> From = new("--from") { Required = true, Description = "journal:DIR or pg:CONN." };
    private static readonly Option<string> Subject = new("--subject") { Required = true, Description = "order-book-metrics, features, trades, …" };
    private static readonly Option<string> Instrument = new("--instrument") { Description = "Only rows of this instrument." };
    private static readonly Option<string> FromTime = new("--from-time") { Description = "First time: nanoseconds since 1970 or ISO 8601." };
    private static readonly Option<string> ToTime = new("--to-time") { Description = "End, exclusive: nanoseconds since 1970 or ISO 8601." };
    private static readonly Option<bool> WithSequence = new("--with-sequence") { Description = "Also the optional column sequence." };

    public static Command Create()
    {
        var command = new Command("store", "Persistence: migrate, ingest, query, audit, check.");
        command.Subcommands.Add(Verb.Create("migrate", "Applies the missing migrations.", [Pg], MigrateAsync));
        command.Subcommands.Add(Verb.Create("status", "Shows the migrations of a database.", [Pg], StatusAsync));
        command.Subcommands.Add(CreateIngest());
        command.Subcommands.Add(CreateQuery());
        foreach (Command audit in CreateAudit())
        {
            command.Subcommands.Add(audit);
        }

        var directory = new Argument<DirectoryInfo>("dir") { Description = "The journal's directory." };
        Command check = Verb.Create("journal-check", "Verifies every record of a journal.", [], parsed => CheckJournal(parsed.GetValue(directory)!.FullName));
        check.Arguments.Add(directory);
        command.Subcommands.Add(check);
        return command;
    }

    private static async Task<JsonObject> MigrateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using PostgreSqlTradingStore store = Connect(parsed.GetValue(Pg)!, MigrationMode.None);
        int applied = await store.Migrator.ApplyAsync(cancellationToken);
        return new JsonObject { ["applied"] = applied, ["version"] = store.Migrator.TargetVersion };
    }

    private static async Task<JsonObject> StatusAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using PostgreSqlTradingStore store = Connect(parsed.GetValue(Pg)!, MigrationMode.None);
        IReadOnlyList<MigrationStatus> migrations = await store.Migrator.StatusAsync(cancellationToken);
        return new JsonObject
        {
            ["version"] = migrations.Where(m => m.IsApplied).Select(m => m.Version).DefaultIfEmpty(0).Max(),
            ["target"] = store.Migrator.TargetVersion,
            ["pending"] = migrations.Count(m => !m.IsApplied),
            ["migrations"] = new JsonArray([.. migrations.Select(m => (JsonNode)new JsonObject { ["version"] = m.Version, ["name"] = m.Name, ["applied"] = m.IsApplied })]),
        };
    }

    private static Command CreateIngest()
    {
        var input = new Option<FileInfo>("--input") { Required = true, Description = "CSV with the column names as header." };
        var mode = new Option<string>("--mode") { DefaultValueFactory = _ => "ignore", Description = "insert, ignore or overwrite." };
        return Verb.Create("ingest", "Loads a CSV file into a store.", [To, Subject, input, mode], async (parsed, cancellationToken) =>
        {
            IngestMode ingest = parsed.GetValue(mode) switch
            {
                "insert" => IngestMode.Insert,
                "ignore" => IngestMode.IgnoreDuplicates,
                "overwrite" => IngestMode.Overwrite,
                string other => throw new UsageException($"Unknown mode '{other}'; known: insert, ignore, overwrite."),
                null => throw new UsageException("--mode needs a value."),
            };
            FileInfo file = parsed.GetValue(input)!;
            if (!file.Exists)
            {
                throw new UsageException($"There is no file {file.FullName}.");
            }

            (ITradingStore store, DeadLetterJournal deadLetters) = await OpenAsync(parsed.GetValue(To)!, readOnly: false, cancellationToken);
            await using (store)
            {
                return await VisitAsync(parsed, new Ingest(store, deadLetters, file.FullName, ingest, cancellationToken));
            }
        });
    }

    private static Command CreateQuery()
    {
        var output = new Option<FileInfo>("--out") { Required = true, Description = "CSV to write." };
        var last = new Option<int?>("--last") { Description = "At most so many rows, the newest." };
        return Verb.Create("query", "Writes rows of a store to a CSV file, in time order.", [From, Subject, Instrument, FromTime, ToTime, last, WithSequence, output], async (parsed, cancellationToken) =>
        {
            var query = new RecordQuery { Instrument = parsed.GetValue(Instrument), FromNanos = Time(parsed, FromTime), ToNanos = Time(parsed, ToTime), Last = parsed.GetValue(last) };
            try
            {
                query.Validate();
            }
            catch (ArgumentException e)
            {
                throw new UsageException(e.Message);
            }

            (ITradingStore store, _) = await OpenAsync(parsed.GetValue(From)!, readOnly: true, cancellationToken);
            await using (store)
            {
                return await VisitAsync(parsed, new Query(store, query, parsed.GetValue(output)!.FullName, parsed.GetValue(WithSequence), cancellationToken));
            }
        });
    }

    private static IEnumerable<Command> CreateAudit()
    {
        var input = new Option<FileInfo>("--input") { Description = "JSON lines {id?, timestamp?, action, userId?, modelId?, signalId?, details?, complianceFlags?}." };
        var action = new Option<string>("--action") { Description = "One entry: what was done." };
        var user = new Option<string>("--user") { Description = "One entry: who did it." };
        var details = new Option<string>("--details") { Description = "One entry: details as JSON." };
        yield return Verb.Create("audit-append", "Appends to the audit trail.", [To, input, action, user, details], async (parsed, cancellationToken) =>
        {
            var entries = new List<AuditEntry>();
            if (parsed.GetValue(input) is { } file)
            {
                await foreach (string line in File.ReadLinesAsync(file.FullName, cancellationToken))
                {
                    if (line.Length > 0)
                    {
                        entries.Add(Entry(line));
                    }
                }
            }
            else if (parsed.GetValue(action) is { } done)
            {
                entries.Add(new AuditEntry { Id = Guid.CreateVersion7(), TimestampNanos = NowNanos(), Action = done, UserId = parsed.GetValue(user), Details = parsed.GetValue(details) });
            }
            else
            {
                throw new UsageException("audit-append needs --input or --action.");
            }

            (ITradingStore store, _) = await OpenAsync(parsed.GetValue(To)!, readOnly: false, cancellationToken);
            await using (store)
            {
                AuditHead before = await store.Audit.HeadAsync(cancellationToken);
                AuditHead head = await store.Audit.AppendAsync(entries, cancellationToken);
                return new JsonObject { ["appended"] = head.Sequence - before.Sequence, ["sequence"] = head.Sequence, ["hash"] = head.ChainHash, ["head"] = head.ToString() };
            }
        });

        var expected = new Option<string>("--head") { Description = "A head exported earlier: sequence:hash." };
        yield return Verb.Create("audit-verify", "Verifies the audit trail; fails when a row is bad.", [From, expected], async (parsed, cancellationToken) =>
        {
            AuditHead? head = null;
            if (parsed.GetValue(expected) is { } text && !AuditHead.TryParse(text, out head))
            {
                throw new UsageException("--head must be sequence:hash as audit-head prints it.");
            }

            (ITradingStore store, _) = await OpenAsync(parsed.GetValue(From)!, readOnly: true, cancellationToken);
            await using (store)
            {
                AuditVerification verification = await store.Audit.VerifyAsync(head, cancellationToken);
                var result = new JsonObject
                {
                    ["intact"] = verification.IsIntact,
                    ["rows"] = verification.Rows,
                    ["firstBad"] = verification.FirstBadSequence,
                    ["problem"] = verification.Problem,
                    ["head"] = verification.Head?.ToString(),
                };
                return verification.IsIntact ? result : throw new FailedCheckException(result, $"The audit trail is not intact: row {verification.FirstBadSequence}: {verification.Problem}");
            }
        });

        yield return Verb.Create("audit-head", "Prints the head of the audit trail, to be kept elsewhere.", [From], async (parsed, cancellationToken) =>
        {
            (ITradingStore store, _) = await OpenAsync(parsed.GetValue(From)!, readOnly: true, cancellationToken);
            await using (store)
            {
                AuditHead head = await store.Audit.HeadAsync(cancellationToken);
                return new JsonObject { ["sequence"] = head.Sequence, ["hash"] = head.ChainHash, ["head"] = head.ToString() };
            }
        });
    }

    private static JsonObject CheckJournal(string directory)
    {
        JournalReport report = JournalInspection.Run(directory);
        var result = new JsonObject
        {
            ["intact"] = report.Damage is null,
            ["segments"] = report.Segments,
            ["records"] = report.Records,
            ["firstSequence"] = report.FirstSequence,
            ["nextSequence"] = report.NextSequence,
            ["bytes"] = report.Bytes,
            ["tornBytes"] = report.TornBytes,
            ["minTime"] = report.MinTimeNanos,
            ["maxTime"] = report.MaxTimeNanos,
            ["file"] = report.Damage?.File,
            ["offset"] = report.Damage?.Offset,
            ["problem"] = report.Damage?.Problem,
        };
        return report.Damage is null ? result : throw new FailedCheckException(result, report.Damage.Message);
    }

    private static AuditEntry Entry(string line)
    {
        try
        {
            JsonObject json = JsonNode.Parse(line)!.AsObject();
            return new AuditEntry
            {
                Id = json["id"] is { } id ? id.GetValue<Guid>() : Guid.CreateVersion7(),
                TimestampNanos = json["timestamp"]?.GetValue<long>() ?? NowNanos(),
                Action = json["action"]!.GetValue<string>(),
                UserId = json["userId"]?.GetValue<string>(),
                ModelId = json["modelId"]?.GetValue<Guid>(),
                SignalId = json["signalId"]?.GetValue<Guid>(),
                Details = json["details"]?.ToJsonString(),
                ComplianceFlags = json["complianceFlags"]?.ToJsonString(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new InvalidDataException($"Not an audit entry: {(line.Length > 80 ? line[..80] + "…" : line)}", e);
        }
    }

    private static async Task<(ITradingStore Store, DeadLetterJournal DeadLetters)> OpenAsync(string target, bool readOnly, CancellationToken cancellationToken)
    {
        if (target.StartsWith("journal:", StringComparison.Ordinal) && target.Length > 8)
        {
            JournalTradingStore store = JournalTradingStore.Open(target[8..], new JournalStoreOptions { ReadOnly = readOnly });
            return (store, store.DeadLetters);
        }

        if (target.StartsWith("pg:", StringComparison.Ordinal) && target.Length > 3)
        {
            PostgreSqlTradingStore store = Connect(target[3..], MigrationMode.Apply);
            await store.PrepareAsync(cancellationToken);
            return (store, store.DeadLetters);
        }

        throw new UsageException("A store is named journal:DIR or pg:CONN.");
    }

    private static PostgreSqlTradingStore Connect(string connection, MigrationMode mode)
    {
        try
        {
            return PostgreSqlTradingStore.Create(new PostgreSqlOptions
            {
                ConnectionString = connection,
                Migrations = mode,
                DeadLetterDirectory = Path.Combine(Environment.CurrentDirectory, "dead-letters"),
            });
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static async Task<JsonObject> VisitAsync(ParseResult parsed, IRecordVisitor<Task<JsonObject>> visitor)
    {
        string subject = parsed.GetValue(Subject)!;
        return RecordCatalog.TryVisit(subject, visitor, out Task<JsonObject>? task)
            ? await task!
            : throw new UsageException($"Unknown subject '{subject}'; known: {string.Join(", ", RecordCatalog.Schemas.Select(s => s.Subject))}.");
    }

    private static long? Time(ParseResult parsed, Option<string> option)
    {
        string? text = parsed.GetValue(option);
        if (text is null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long nanos))
        {
            return nanos;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? checked((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100)
            : throw new UsageException($"{option.Name}: '{text}' is neither nanoseconds nor ISO 8601.");
    }

    private static long NowNanos() => (TimeProvider.System.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

    private sealed class Ingest(ITradingStore store, DeadLetterJournal deadLetters, string path, IngestMode mode, CancellationToken cancellationToken) : IRecordVisitor<Task<JsonObject>>
    {
        public async Task<JsonObject> Visit<TRecord>()
            where TRecord : class, IStoredRecord<TRecord>
        {
            var watch = Stopwatch.StartNew();
            IngestResult total = IngestResult.Empty;
            long malformed = 0;
            var rows = new List<TRecord>(RowsPerWrite);
            using var reader = new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
            await foreach (CsvRow<TRecord> row in CsvRecords.ReadAsync<TRecord>(reader, cancellationToken))
            {
                if (row.Record is null)
                {
                    malformed++;
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
            deadLetters.Sync();
            double seconds = watch.Elapsed.TotalSeconds;
            long count = total.Inserted + total.Duplicate + total.Rejected + malformed;
            return new JsonObject
            {
                ["rows"] = count,
                ["inserted"] = total.Inserted,
                ["duplicate"] = total.Duplicate,
                ["rejected"] = total.Rejected + malformed,
                ["seconds"] = seconds,
                ["rowsPerSecond"] = seconds > 0 ? count / seconds : 0,
            };
        }
    }

    private sealed class Query(ITradingStore store, RecordQuery query, string path, bool withSequence, CancellationToken cancellationToken) : IRecordVisitor<Task<JsonObject>>
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

    /// <summary>A check that came to a bad verdict: the verdict is printed, and the exit code is 1.</summary>
    private sealed class FailedCheckException : Exception
    {
        public FailedCheckException(JsonObject result, string message)
            : base(message)
        {
            // The document belongs to the answer even when the answer is bad news.
            Console.Out.WriteLine(result.ToJsonString());
        }
    }
}
