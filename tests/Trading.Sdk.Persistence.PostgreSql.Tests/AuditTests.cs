using Npgsql;
using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

public class AuditTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Audit_TenThousandRows_EverySingleRowChangeIsFoundAndLocated()
    {
        await using TestStore test = await TestStore.OpenAsync(server, o => o.AuditSealEvery = 500);
        await test.AddParentsAsync();
        AuditHead head = await test.Store.Audit.AppendAsync(Entries(10_000));
        Assert.Equal(10_000, head.Sequence);
        Assert.Equal(head, await test.Store.Audit.AppendAsync(Entries(100)));
        Assert.True((await test.Store.Audit.VerifyAsync(head)).IsIntact);

        var random = new Random(9);
        string[] edits =
        [
            "update ai_trading.audit_trail set details_text = '{}' where sequence = @n",
            "update ai_trading.audit_trail set action = 'nothing' where sequence = @n",
            "update ai_trading.audit_trail set user_id = null, compliance_flags_text = null where sequence = @n",
            "update ai_trading.audit_trail set timestamp_ns = timestamp_ns + 1 where sequence = @n",
            "update ai_trading.audit_trail set content_hash = sha256('x') where sequence = @n",
            "update ai_trading.audit_trail set chain_hash = sha256('x') where sequence = @n",
            "delete from ai_trading.audit_trail where sequence = @n",
            "update ai_trading.audit_trail set sequence = -1 where sequence = @n; update ai_trading.audit_trail set sequence = @n where sequence = @n + 1; update ai_trading.audit_trail set sequence = @n + 1 where sequence = -1",
        ];
        for (int round = 0; round < Trading.Sdk.Tests.TestEffort.Count(3, 100); round++)
        {
            foreach (string edit in edits)
            {
                long row = random.Next(1, 10_000);
                await using NpgsqlConnection connection = await test.Store.DataSource.OpenConnectionAsync();
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
                // Somebody with all rights: the triggers are switched off for the session.
                await RunAsync(connection, "set local session_replication_role = replica");
                await RunAsync(connection, edit.Replace("@n", row.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
                AuditVerification found = await VerifyAsync(connection, head);
                Assert.False(found.IsIntact);
                Assert.Equal(row, found.FirstBadSequence);
                await transaction.RollbackAsync();
            }
        }

        // An inserted row needs a place: the rows behind it move up, and the first one that moved no longer fits.
        await using (NpgsqlConnection connection = await test.Store.DataSource.OpenConnectionAsync())
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await RunAsync(connection, "set local session_replication_role = replica");
            await RunAsync(connection, "alter table ai_trading.audit_trail drop constraint audit_trail_pkey");
            await RunAsync(connection, "update ai_trading.audit_trail set sequence = sequence + 1 where sequence >= 5000; insert into ai_trading.audit_trail (sequence, id, timestamp_ns, action, content_hash, chain_hash) select 5000, gen_random_uuid(), timestamp_ns, action, content_hash, chain_hash from ai_trading.audit_trail where sequence = 5001");
            Assert.Equal(5000, (await VerifyAsync(connection, head)).FirstBadSequence);
            await transaction.RollbackAsync();

            await using NpgsqlTransaction cut = await connection.BeginTransactionAsync();
            await RunAsync(connection, "set local session_replication_role = replica; delete from ai_trading.audit_trail where sequence > 9999; delete from ai_trading.audit_seals where sequence > 9999");
            Assert.True((await VerifyAsync(connection, null)).IsIntact);
            Assert.Equal(10_000, (await VerifyAsync(connection, head)).FirstBadSequence);
            await cut.RollbackAsync();
        }
    }

    [Fact]
    public async Task Audit_UpdateAndDelete_AreForbiddenByTheDatabase()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        await test.Store.Audit.AppendAsync(Entries(3));
        foreach (string sql in new[] { "update ai_trading.audit_trail set action = 'x'", "delete from ai_trading.audit_trail", "truncate ai_trading.audit_trail" })
        {
            PostgresException e = await Assert.ThrowsAsync<PostgresException>(() => test.ScalarAsync(sql));
            Assert.Contains("append-only", e.MessageText, StringComparison.Ordinal);
        }

        List<AuditRow> flagged = await TestStore.ToListAsync(test.Store.Audit.ReadAsync(new AuditQuery { FlaggedOnly = true, Action = "signal.issued" }));
        Assert.Equal([1L], flagged.Select(r => r.Sequence));
        Assert.Equal("1", await test.ScalarAsync("select details->>'n' from ai_trading.audit_trail where sequence = 2"));
    }

    [Fact]
    public async Task Audit_AppendersAtOnce_MakeOneChain()
    {
        await using TestStore test = await TestStore.OpenAsync(server, o => o.AuditSealEvery = 7);
        List<AuditEntry> entries = Entries(200);
        await Task.WhenAll(entries.Chunk(20).Select(chunk => test.Store.Audit.AppendAsync(chunk).AsTask()));
        AuditVerification verification = await test.Store.Audit.VerifyAsync();
        Assert.True(verification.IsIntact, verification.Problem);
        Assert.Equal(200, verification.Rows);
    }

    private static List<AuditEntry> Entries(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new AuditEntry
        {
            Id = new Guid(i + 1, 2, 3, new byte[8]),
            TimestampNanos = SampleRows.Start + i,
            Action = i % 3 == 0 ? "signal.issued" : "model.activated",
            UserId = "user'" + i,
            Details = $$"""{ "n" : {{i}}, "a": 1.50 }""",
            ComplianceFlags = i % 2 == 0 ? """["reviewed"]""" : null,
        }),
    ];

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<AuditVerification> VerifyAsync(NpgsqlConnection connection, AuditHead? head) => await PostgreSqlAuditTrail.VerifyAsync(connection, head, CancellationToken.None);
}
