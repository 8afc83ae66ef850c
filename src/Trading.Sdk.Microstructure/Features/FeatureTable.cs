using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>The rows of a recording as columns: the batch form of <see cref="FeatureEngine"/>.</summary>
public sealed class FeatureTable
{
    private FeatureTable(FeatureSchema schema, long[] times, double[][] columns)
    {
        Schema = schema;
        Times = times;
        Columns = columns;
    }

    /// <summary>The columns.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>Time of each row, nanoseconds since 1970.</summary>
    public IReadOnlyList<long> Times { get; }

    /// <summary>Values by column, then row.</summary>
    public IReadOnlyList<double[]> Columns { get; }

    /// <summary>The values of a column by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public double[] this[string name] => Columns[Schema.IndexOf(name)];

    /// <summary>Runs an engine over a recording.</summary>
    /// <param name="book">An empty book.</param>
    /// <param name="apply">Applies a message to it.</param>
    /// <param name="events">The recording: whole messages in order.</param>
    /// <param name="options">Settings of the engine.</param>
    public static FeatureTable Compute(IDepthBook book, DepthMessageHandler apply, ReadOnlySpan<MarketEvent> events, FeatureEngineOptions? options = null)
    {
        var times = new List<long>();
        var columns = new List<List<double>>();
        var engine = new FeatureEngine(
            book,
            row =>
            {
                times.Add(row.Time);
                for (int i = 0; i < row.Values.Length; i++)
                {
                    columns[i].Add(row.Values[i]);
                }
            },
            options,
            apply);
        columns.AddRange(engine.Schema.Select(_ => new List<double>()));
        engine.OnEvents(events);
        return new FeatureTable(engine.Schema, [.. times], [.. columns.Select(c => c.ToArray())]);
    }
}
