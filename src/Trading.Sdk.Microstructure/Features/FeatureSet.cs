using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>A declarative choice of measures. Immutable.</summary>
public sealed class FeatureSet
{
    private readonly Func<Instrument, FeatureSource>[] _custom;

    /// <summary>Chooses measures of the catalogue.</summary>
    /// <param name="definitions">The measures, in the order of their columns.</param>
    /// <exception cref="ArgumentException">A measure or parameter is unknown, or a parameter is out of range.</exception>
    public FeatureSet(params IEnumerable<FeatureDefinition> definitions)
        : this([.. definitions], [])
    {
    }

    private FeatureSet(FeatureDefinition[] definitions, Func<Instrument, FeatureSource>[] custom)
    {
        foreach (FeatureDefinition definition in definitions)
        {
            FeatureCatalog.Check(definition);
        }

        Definitions = definitions;
        _custom = custom;
    }

    /// <summary>What most models start from: touch, imbalance, depth, cost, order flow, trades, returns and volatility.</summary>
    public static FeatureSet Default { get; } = new(
        new("quote"),
        new("microprice", "levels", 3),
        new("imbalance", "levels", 1),
        new("imbalance", "levels", 5),
        new("imbalance", "levels", 20),
        new("weighted_imbalance"),
        new("depth", "basis_points", 10),
        new("depth", "basis_points", 100),
        new("slope"),
        new("cost"),
        new("ofi"),
        new("multi_level_ofi"),
        new("trades"),
        new("intensity"),
        new("effective_spread"),
        new("vpin"),
        new("return", "rows", 1),
        new("return", "rows", 10),
        new("volatility"),
        new("liquidity_score"));

    /// <summary>Everything in the catalogue that needs no fitted parameters, with its default ones, besides the default set.</summary>
    public static FeatureSet Full { get; } = new([
        .. Default.Definitions,
        .. FeatureCatalog.Entries.Where(e => e.IsComplete && Default.Definitions.All(d => d.Measure != e.Measure)).Select(e => new FeatureDefinition(e.Measure))]);

    /// <summary>The measures of the catalogue that were chosen.</summary>
    public IReadOnlyList<FeatureDefinition> Definitions { get; }

    /// <summary>Reads a set from JSON.</summary>
    /// <param name="utf8">
    /// <c>{"features":[…]}</c>, each element a name (<c>"quote"</c>) or an object with <c>measure</c> and numeric parameters
    /// (<c>{"measure":"imbalance","levels":5}</c>).
    /// </param>
    /// <exception cref="FormatException">The text is not JSON of that form, or names something unknown; the message tells what.</exception>
    public static FeatureSet FromJson(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("features", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("A feature set is an object with an array \"features\".");
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name != "features")
                {
                    throw new FormatException($"A feature set has no property '{property.Name}', only \"features\".");
                }
            }

            if (list.GetArrayLength() == 0)
            {
                throw new FormatException("The feature set names no feature.");
            }

            var definitions = new List<FeatureDefinition>();
            foreach (JsonElement element in list.EnumerateArray())
            {
                definitions.Add(ReadDefinition(element));
            }

            return new FeatureSet(definitions);
        }
        catch (JsonException e)
        {
            throw new FormatException($"A feature set is JSON: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>The set with one more source of the caller's own.</summary>
    /// <param name="create">Makes a fresh source for an engine.</param>
    public FeatureSet With(Func<Instrument, FeatureSource> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return new FeatureSet([.. Definitions], [.. _custom, create]);
    }

    /// <summary>The set with Stoikov's microprice by a chain fitted before: columns chain_microprice and chain_microprice_offset_bps.</summary>
    /// <param name="model">The fitted chain.</param>
    /// <param name="tick">Storage increments per tick, as in the fit. Default 1.</param>
    public FeatureSet WithMicroprice(MicropriceModel model, long tick = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.AtLeast(tick, 1, nameof(tick));
        return With(_ => new ChainMicropriceSource(model, tick));
    }

    /// <summary>
    /// The set with the information in trades by a vector autoregression fitted before on the sides of trades and the log returns of the mid that followed each:
    /// columns trade_surprise and trade_information_bps.
    /// </summary>
    /// <param name="model">The fitted model.</param>
    public FeatureSet WithTradeInformation(HasbrouckImpact model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return With(_ => new TradeInformationSource(model));
    }

    /// <summary>The set with what is usual at the time of day by a profile fitted before: columns seasonal_factor and seasonal_return.</summary>
    /// <param name="profile">The fitted profile.</param>
    public FeatureSet WithSeasonality(IntradaySeasonality profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return With(_ => new SeasonalitySource(profile));
    }

    internal IEnumerable<FeatureSource> CreateSources(Instrument instrument)
    {
        foreach (FeatureDefinition definition in Definitions)
        {
            yield return FeatureCatalog.Create(definition, instrument);
        }

        foreach (Func<Instrument, FeatureSource> create in _custom)
        {
            yield return create(instrument);
        }
    }

    private static FeatureDefinition ReadDefinition(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return new FeatureDefinition(element.GetString()!);
        }

        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("measure", out JsonElement name) || name.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("A feature is a name or an object with a \"measure\".");
        }

        var parameters = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name != "measure")
            {
                parameters[property.Name] = property.Value.ValueKind == JsonValueKind.Number
                    ? property.Value.GetDouble()
                    : throw new FormatException($"The parameter '{property.Name}' of '{name.GetString()}' is a number.");
            }
        }

        return new FeatureDefinition(name.GetString()!, parameters);
    }
}
