using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Makes sure that the daily partitions of a batch exist; remembers those it has seen.</summary>
internal sealed class PartitionGuard(NpgsqlDataSource dataSource, PostgreSqlOptions options)
{
    public const long DayNanos = 86_400_000_000_000;

    private readonly ConcurrentDictionary<(string Table, long Day), string?> known = new();

    /// <summary>The UTC day number of a time, counted from 1970-01-01.</summary>
    public static long DayOf(long timeNanos) => timeNanos >= 0 ? timeNanos / DayNanos : (timeNanos + 1) / DayNanos - 1;

    public static DateOnly DateOf(long day) => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day));

    /// <summary>Null when the day has a partition, otherwise why its rows cannot be stored.</summary>
    public async ValueTask<string?> EnsureAsync(RecordSchema schema, long day, CancellationToken cancellationToken)
    {
        if (known.TryGetValue((schema.Table, day), out string? problem))
        {
            return problem;
        }

        DateOnly date = DateOf(day);
        DateOnly today = DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime);
        if (date < options.EarliestDay || date > today.AddDays(options.DaysAhead))
        {
            // Not remembered: tomorrow the answer may differ.
            return $"{date:O} is outside the days that get a partition ({options.EarliestDay:O} to {today.AddDays(options.DaysAhead):O})";
        }

        try
        {
            await using NpgsqlCommand command = dataSource.CreateCommand("select ai_trading_enhanced.ensure_partition($1, $2)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema.Table, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = date, NpgsqlDbType = NpgsqlDbType.Date });
            await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == DatabaseErrors.CompressedDay)
        {
            problem = e.MessageText;
        }

        known[(schema.Table, day)] = problem;
        return problem;
    }

    /// <summary>Forgets a table's partitions after one turned out to be gone or packed.</summary>
    public void Forget(RecordSchema schema)
    {
        foreach ((string Table, long Day) key in known.Keys)
        {
            if (key.Table == schema.Table)
            {
                known.TryRemove(key, out _);
            }
        }
    }
}
