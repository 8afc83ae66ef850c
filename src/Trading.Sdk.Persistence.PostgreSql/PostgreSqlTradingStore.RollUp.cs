using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <content>Order-book metrics by the minute.</content>
public sealed partial class PostgreSqlTradingStore : IMetricsRollup
{
    private const string MinuteColumns =
        "minute_ns, asset, exchange, row_count, mid_open, mid_high, mid_low, mid_close, round(spread_bps_mean, 12), round(bid_ask_ratio_mean, 12), round(depth_imbalance_mean, 12)";

    /// <inheritdoc/>
    public async ValueTask<long> RollUpMetricsAsync(long untilNanos, CancellationToken cancellationToken = default)
    {
        await EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using NpgsqlCommand command = DataSource.CreateCommand("select ai_trading_enhanced.roll_up_metrics($1)");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = untilNanos, NpgsqlDbType = NpgsqlDbType.Bigint });
            command.CommandTimeout = 0;
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
        catch (Exception e) when (DatabaseErrors.IsTransient(e))
        {
            throw DatabaseErrors.Unavailable(e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OrderBookMetricsMinuteRecord> ReadMetricsMinutesAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate();
        if (query.Instrument is not null && !RecordValidator.IsStorableText(query.Instrument))
        {
            // No stored name can be equal to it, and the server would refuse the parameter.
            yield break;
        }

        await EnsurePreparedAsync(cancellationToken).ConfigureAwait(false);
        string limit = query.Last is { } last ? string.Create(CultureInfo.InvariantCulture, $" limit {last}") : "";
        await using NpgsqlCommand command = DataSource.CreateCommand(
            $"""
            select {MinuteColumns} from (
                select * from ai_trading_enhanced.order_book_metrics_1m
                where ($1::varchar is null or asset = $1) and minute_ns >= $2 and ($3::bigint is null or minute_ns < $3)
                order by minute_ns desc, asset desc, exchange desc{limit}) newest
            order by minute_ns, asset, exchange
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)query.Instrument ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = query.FromNanos ?? long.MinValue, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)query.ToNanos ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        await using NpgsqlDataReader reader = await DatabaseErrors.ExecuteReaderAsync(command, cancellationToken).ConfigureAwait(false);
        var fields = new RowFieldReader(reader);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return fields.Read<OrderBookMetricsMinuteRecord>();
        }
    }
}
