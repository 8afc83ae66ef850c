using Npgsql;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Reads connection strings in both forms that are in use; its errors never repeat what was given.</summary>
public static class PostgreSqlConnectionString
{
    /// <summary>Turns a URI or keywords into keywords.</summary>
    /// <param name="text"><c>postgresql://user:password@host:port/database?sslmode=require</c> or <c>Host=…;Username=…</c>.</param>
    /// <exception cref="ArgumentException">The text has neither form; the message holds no part of it.</exception>
    public static string Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return Build(text).ConnectionString;
    }

    internal static NpgsqlConnectionStringBuilder Build(string text)
    {
        bool isUri = text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
        try
        {
            return isUri ? FromUri(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // The parser's own message may quote the text, and the text may hold a password: it is not passed on.
#pragma warning disable MA0054
            throw new ArgumentException($"The connection string is neither a valid list of keywords nor a valid postgresql:// URI ({e.GetType().Name}).", nameof(text));
#pragma warning restore MA0054
        }
    }

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host.Length > 0 ? Uri.UnescapeDataString(uri.Host) : "localhost" };
        if (uri.Port > 0)
        {
            builder.Port = uri.Port;
        }

        if (uri.UserInfo.Length > 0)
        {
            int colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
            builder.Username = Uri.UnescapeDataString(colon < 0 ? uri.UserInfo : uri.UserInfo[..colon]);
            if (colon >= 0)
            {
                builder.Password = Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
            }
        }

        string database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length > 0)
        {
            builder.Database = database;
        }

        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            string value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
            // The names that libpq's URIs use where they differ from the keywords.
            string keyword = name switch
            {
                "sslmode" => "SSL Mode",
                "sslrootcert" => "Root Certificate",
                "application_name" => "Application Name",
                "connect_timeout" => "Timeout",
                "options" => "Options",
                "host" => "Host",
                _ => name,
            };
            builder[keyword] = keyword == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return builder;
    }
}
