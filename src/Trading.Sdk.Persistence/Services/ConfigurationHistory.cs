using System.Security.Cryptography;
using System.Text;

namespace Trading.Sdk.Persistence;

/// <summary>Named configurations whose versions are all kept.</summary>
public sealed class ConfigurationHistory
{
    private readonly ITradingStore store;
    private readonly TimeProvider clock;

    /// <summary>Creates the history.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    public ConfigurationHistory(ITradingStore store, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Writes the next version of a configuration; the same content again changes nothing.</summary>
    /// <param name="name">Name shared by all versions.</param>
    /// <param name="json">The configuration.</param>
    /// <param name="createdBy">Who writes it.</param>
    /// <param name="comment">Why.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The version in force.</returns>
    /// <exception cref="TransactionRefusedException">The store refuses it, or somebody else wrote that version meanwhile.</exception>
    public async Task<ModelConfigurationRecord> PutAsync(string name, string json, string? createdBy = null, string? comment = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(json);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        ModelConfigurationRecord? newest = await GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (newest?.ContentHash == hash)
        {
            return newest;
        }

        var next = new ModelConfigurationRecord
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            TimestampNanos = clock.NowNanos(),
            Name = name,
            Version = (newest?.Version ?? 0) + 1,
            Content = json,
            ContentHash = hash,
            IsActive = true,
            CreatedBy = createdBy,
            Comment = comment,
        };
        var transaction = new StoreTransaction().Write([next], IngestMode.Insert);
        if (newest is not null)
        {
            transaction.Write([newest with { IsActive = false }], IngestMode.Overwrite);
        }

        await store.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        return next;
    }

    /// <summary>The newest version of a configuration, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ModelConfigurationRecord?> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ModelConfigurationRecord? newest = null;
        await foreach (ModelConfigurationRecord row in store.Configurations.ReadAsync(RecordQuery.All, cancellationToken).ConfigureAwait(false))
        {
            if (row.Name == name && row.Version > (newest?.Version ?? 0))
            {
                newest = row;
            }
        }

        return newest;
    }
}
