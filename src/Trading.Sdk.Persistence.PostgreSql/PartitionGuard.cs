using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Makes sure that the partitions of a batch exist; remembers those it has seen.</summary>
internal sealed class PartitionGuard(NpgsqlDataSource dataSource, PostgreSqlOptions options)
{
    public const long DayNanos = 86_400_000_000_000;

    private readonly ConcurrentDictionary<(string Table, DateOnly Start), string?> known = new();

    /// <summary>The UTC day number of a time, counted from 1970-01-01.</summary>
    public static long DayOf(long timeNanos) => timeNanos >= 0 ? timeNanos / DayNanos : (timeNanos + 1) / DayNanos - 1;

    public static DateOnly DateOf(long day) => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day));

    /// <summary>The first day of the partition that holds a day.</summary>
    public static DateOnly StartOf(RecordSchema schema, DateOnly day) => schema.Partitions == PartitionSpan.Month ? new DateOnly(day.Year, day.Month, 1) : day;

    /// <summary>The first day behind the partition that holds a day.</summary>
    public static DateOnly EndOf(RecordSchema schema, DateOnly day) => schema.Partitions == PartitionSpan.Month ? new DateOnly(day.Year, day.Month, 1).AddMonths(1) : day.AddDays(1);

    /// <summary>Null when the day has a partition, otherwise why its rows cannot be stored.</summary>
    public async ValueTask<string?> EnsureAsync(RecordSchema schema, long day, CancellationToken cancellationToken)
    {
        DateOnly date = DateOf(day);
        (string Table, DateOnly Start) key = (schema.Table, StartOf(schema, date));
        if (known.TryGetValue(key, out string? problem))
        {
            return problem;
        }

        DateOnly latest = DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime).AddDays(options.FutureDaysMax);
        if (date < options.EarliestDay || date > latest)
        {
            // Not remembered: tomorrow the answer may differ.
            return $"{date:O} is outside the days that get a partition ({options.EarliestDay:O} to {latest:O})";
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
        catch (PostgresException e) when (e.SqlState == DatabaseErrors.TooManyPartitions)
        {
            return e.MessageText;
        }

        known[key] = problem;
        return problem;
    }

    /// <summary>Forgets a table's partitions after one turned out to be gone or packed.</summary>
    public void Forget(RecordSchema schema)
    {
        foreach ((string Table, DateOnly Start) key in known.Keys)
        {
            if (key.Table == schema.Table)
            {
                known.TryRemove(key, out _);
            }
        }
    }
}
