using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trading.Sdk.Journal;
using Trading.Sdk.Persistence;
using Trading.Sdk.Persistence.PostgreSql;
using Trading.Sdk.Workbench.Stores;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench store …</c>: migrations, ingest, queries, the audit trail and the check of a journal.</summary>
internal static class StoreVerbs
{
    private static readonly Option<string> Pg = new("--pg") { Required = true, Description = "PostgreSQL: keywords or a postgresql:// URI." };
    private static readonly Option<string> To = new("--to") { Required = true, Description = "journal:DIR or pg:CONN." };
    private static readonly Option<string> From = new("--from") { Required = true, Description = "journal:DIR or pg:CONN." };
    private static readonly Option<string> Subject = new("--subject") { Required = true, Description = "order-book-metrics, features, trades, …" };
    private static readonly Option<string> Instrument = new("--instrument") { Description = "Only rows of this instrument." };
    private static readonly Option<string> FromTime = new("--from-time") { Description = "First time: nanoseconds since 1970 or ISO 8601." };
    private static readonly Option<string> ToTime = new("--to-time") { Description = "End, exclusive: nanoseconds since 1970 or ISO 8601." };
    private static readonly Option<DirectoryInfo?> DeadLetters = new("--dead-letters") { Description = "pg: folder of the journal of rejected rows. Default dead-letters below the current folder." };
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
        var input = new Option<string>("--input") { Required = true, Description = "CSV with the column names as header, or the folder of a recording." };
        var interval = new Option<string>("--interval") { DefaultValueFactory = _ => "5", Description = "Recordings: seconds between two rows of the book. Default 5." };
        var mode = new Option<string>("--mode") { DefaultValueFactory = _ => "ignore", Description = "insert, ignore or overwrite." };
        return Verb.Create("ingest", "Loads a CSV file or a recording into a store.", [To, Subject, input, mode, interval, DeadLetters], async (parsed, cancellationToken) =>
        {
            IngestMode ingest = parsed.GetValue(mode) switch
            {
                "insert" => IngestMode.Insert,
                "ignore" => IngestMode.IgnoreDuplicates,
                "overwrite" => IngestMode.Overwrite,
                string other => throw new UsageException($"Unknown mode '{other}'; known: insert, ignore, overwrite."),
                null => throw new UsageException("--mode needs a value."),
            };
            string path = parsed.GetValue(input)!;
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw new FileNotFoundException($"There is no file or recording {path}.");
            }

            if (!double.TryParse(parsed.GetValue(interval), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || seconds is not (>= 0.001 and <= 86_400))
            {
                throw new UsageException("--interval is 0.001 to 86400 seconds.");
            }

            RequireSubject(parsed);
            (ITradingStore store, DeadLetterJournal deadLetters) = await OpenAsync(parsed, parsed.GetValue(To)!, readOnly: false, cancellationToken);
            await using (store)
            {
                return await VisitAsync(parsed, new StoreIngest(store, deadLetters, path, TimeSpan.FromSeconds(seconds), ingest, cancellationToken));
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

            RequireSubject(parsed);
            (ITradingStore store, _) = await OpenAsync(parsed, parsed.GetValue(From)!, readOnly: true, cancellationToken);
            await using (store)
            {
                return await VisitAsync(parsed, new StoreQuery(store, query, parsed.GetValue(output)!.FullName, parsed.GetValue(WithSequence), cancellationToken));
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
                int number = 0;
                await foreach (string line in File.ReadLinesAsync(file.FullName, cancellationToken))
                {
                    number++;
                    if (!string.IsNullOrWhiteSpace(line))
                    {
                        entries.Add(Entry(line, number));
                    }
                }
            }
            else if (parsed.GetValue(action) is { } done)
            {
                string? note = parsed.GetValue(details);
                RequireJson(note);
                entries.Add(new AuditEntry { Id = Guid.CreateVersion7(), TimestampNanos = NowNanos(), Action = done, UserId = parsed.GetValue(user), Details = note });
            }
            else
            {
                throw new UsageException("audit-append needs --input or --action.");
            }

            (ITradingStore store, _) = await OpenAsync(parsed, parsed.GetValue(To)!, readOnly: false, cancellationToken);
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

            (ITradingStore store, _) = await OpenAsync(parsed, parsed.GetValue(From)!, readOnly: true, cancellationToken);
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
            (ITradingStore store, _) = await OpenAsync(parsed, parsed.GetValue(From)!, readOnly: true, cancellationToken);
            await using (store)
            {
                AuditHead head = await store.Audit.HeadAsync(cancellationToken);
                return new JsonObject { ["sequence"] = head.Sequence, ["hash"] = head.ChainHash, ["head"] = head.ToString() };
            }
        });
    }

    /// <summary>One journal, or every journal below the directory of a store.</summary>
    private static JsonObject CheckJournal(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no directory {directory}.");
        }

        if (Directory.EnumerateFiles(directory, "*.journal").Any())
        {
            JournalReport report = JournalInspection.Run(directory);
            JsonObject only = Describe(report);
            return report.Damage is null ? only : throw new FailedCheckException(only, report.Damage.Message);
        }

        var journals = new JsonObject();
        var reports = new List<JournalReport>();
        foreach (string child in Directory.EnumerateDirectories(directory, "*", SearchOption.AllDirectories).Where(d => Directory.EnumerateFiles(d, "*.journal").Any()).Order(StringComparer.Ordinal))
        {
            JournalReport report = JournalInspection.Run(child);
            reports.Add(report);
            journals[Path.GetRelativePath(directory, child)] = Describe(report);
        }

        if (reports.Count == 0)
        {
            throw new InvalidDataException($"There is no journal in {directory} or below.");
        }

        var damage = reports.Find(r => r.Damage is not null)?.Damage;
        var result = new JsonObject
        {
            ["intact"] = damage is null,
            ["segments"] = reports.Sum(r => r.Segments),
            ["records"] = reports.Sum(r => r.Records),
            ["bytes"] = reports.Sum(r => r.Bytes),
            ["tornBytes"] = reports.Sum(r => r.TornBytes),
            ["file"] = damage?.File,
            ["offset"] = damage?.Offset,
            ["problem"] = damage?.Problem,
            ["journals"] = journals,
        };
        return damage is null ? result : throw new FailedCheckException(result, damage.Message);
    }

    private static JsonObject Describe(JournalReport report) => new()
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

    private static AuditEntry Entry(string line, int number)
    {
        try
        {
            JsonObject json = JsonNode.Parse(line)!.AsObject();
            // Also by the names of the table's columns. What is not understood is refused: an audit must not leave things out.
            JsonNode? Take(string name, string column)
            {
                JsonNode? value = json[name] ?? json[column];
                json.Remove(name);
                json.Remove(column);
                return value;
            }

            var entry = new AuditEntry
            {
                Id = Take("id", "id")?.GetValue<Guid>() ?? Guid.CreateVersion7(),
                TimestampNanos = Take("timestamp", "timestamp_ns")?.GetValue<long>() ?? NowNanos(),
                Action = Take("action", "action")?.GetValue<string>() ?? throw new FormatException("the action is missing"),
                UserId = Take("userId", "user_id")?.GetValue<string>(),
                ModelId = Take("modelId", "model_id")?.GetValue<Guid>(),
                SignalId = Take("signalId", "signal_id")?.GetValue<Guid>(),
                Details = Take("details", "details")?.ToJsonString(),
                ComplianceFlags = Take("complianceFlags", "compliance_flags")?.ToJsonString(),
            };
            return json.Count == 0 ? entry : throw new FormatException($"unknown field '{json.First().Key}'");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new InvalidDataException($"Line {number} is no audit entry ({e.Message.TrimEnd('.')}): {(line.Length > 80 ? line[..80] + "…" : line)}", e);
        }
    }

    private static async Task<(ITradingStore Store, DeadLetterJournal DeadLetters)> OpenAsync(ParseResult parsed, string target, bool readOnly, CancellationToken cancellationToken)
    {
        if (target.StartsWith("journal:", StringComparison.Ordinal) && target.Length > 8)
        {
            JournalTradingStore store = JournalTradingStore.Open(target[8..], new JournalStoreOptions { ReadOnly = readOnly });
            return (store, store.DeadLetters);
        }

        if (target.StartsWith("pg:", StringComparison.Ordinal) && target.Length > 3)
        {
            PostgreSqlTradingStore store = Connect(target[3..], MigrationMode.Apply, parsed.GetValue(DeadLetters)?.FullName);
            await store.PrepareAsync(cancellationToken);
            return (store, store.DeadLetters);
        }

        throw new UsageException("A store is named journal:DIR or pg:CONN.");
    }

    private static PostgreSqlTradingStore Connect(string connection, MigrationMode mode, string? deadLetters = null)
    {
        try
        {
            return PostgreSqlTradingStore.Create(new PostgreSqlOptions
            {
                ConnectionString = connection,
                Migrations = mode,
                DeadLetterDirectory = deadLetters ?? Path.Combine(Environment.CurrentDirectory, "dead-letters"),
            });
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static void RequireJson(string? details)
    {
        try
        {
            if (details is not null)
            {
                using var document = JsonDocument.Parse(details);
            }
        }
        catch (JsonException)
        {
            throw new UsageException("--details is not well-formed JSON.");
        }
    }

    /// <summary>Before a store is opened or made for it.</summary>
    private static void RequireSubject(ParseResult parsed)
    {
        string subject = parsed.GetValue(Subject)!;
        if (!RecordCatalog.Schemas.Any(s => s.Subject == subject))
        {
            throw new UsageException($"Unknown subject '{subject}'; known: {string.Join(", ", RecordCatalog.Schemas.Select(s => s.Subject))}.");
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
}
