using System.Net.Sockets;
using Npgsql;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Which errors pass by themselves, and which belong to a single row.</summary>
internal static class DatabaseErrors
{
    public const string UniqueViolation = "23505";
    public const string NoPartition = "23514";
    public const string CompressedDay = "TS001";
    public const string TooManyPartitions = "TS003";

    public static bool IsTransient(Exception e) => e switch
    {
        StoreUnavailableException => true,
        // The server was killed or is starting: Npgsql calls some of these permanent because the connection is lost.
        PostgresException { SqlState: ['5', '7', 'P', ..] or ['0', '8', ..] } => true,
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or SocketException or TimeoutException,
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Data exceptions and integrity violations: some row of the batch cannot be stored.</summary>
    public static bool IsOfARow(PostgresException e) => e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal);

    public static StoreUnavailableException Unavailable(Exception e) =>
        e as StoreUnavailableException ?? new StoreUnavailableException($"The database is not available: {(e is PostgresException p ? p.MessageText : e.Message)}", e);

    /// <summary>Runs a query; a server that is away is reported as such.</summary>
    public static async Task<NpgsqlDataReader> ExecuteReaderAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransient(e))
        {
            throw Unavailable(e);
        }
    }
}
