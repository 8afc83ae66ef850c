using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Trading.Sdk.MarketData;

/// <summary>The instruments of a host or recording, by id and by (venue, symbol). Build it once, then share it: reading is thread-safe.</summary>
public sealed class InstrumentTable : IReadOnlyCollection<Instrument>
{
    private readonly Dictionary<int, Instrument> byId = [];
    private readonly Dictionary<(string Venue, string Symbol), Instrument> byName = [];

    /// <summary>Creates a table.</summary>
    /// <param name="instruments">Instruments with distinct ids and distinct names within a venue.</param>
    /// <exception cref="ArgumentException">An id or a name occurs twice.</exception>
    public InstrumentTable(params IEnumerable<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        foreach (Instrument instrument in instruments)
        {
            if (!byId.TryAdd(instrument.Id, instrument) || !byName.TryAdd((instrument.Venue, instrument.Symbol), instrument))
            {
                throw new ArgumentException($"Instrument {instrument} (id {instrument.Id}) occurs twice.", nameof(instruments));
            }
        }
    }

    /// <inheritdoc/>
    public int Count => byId.Count;

    /// <summary>The instrument of an id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Instrument this[int id] => byId.TryGetValue(id, out Instrument? instrument) ? instrument : throw new KeyNotFoundException($"There is no instrument with id {id}.");

    /// <summary>Looks an id up.</summary>
    public bool TryGet(int id, [NotNullWhen(true)] out Instrument? instrument) => byId.TryGetValue(id, out instrument);

    /// <summary>Looks a symbol of a venue up, exactly as spelled.</summary>
    public bool TryGet(string venue, string symbol, [NotNullWhen(true)] out Instrument? instrument) => byName.TryGetValue((venue, symbol), out instrument);

    /// <inheritdoc/>
    public IEnumerator<Instrument> GetEnumerator() => byId.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
