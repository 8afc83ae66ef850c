namespace Trading.Sdk.Signals;

/// <summary>A model that leans one way or the other: it gives a signed score, not yet a probability.</summary>
public interface IScoreSource
{
    /// <summary>Name under which the source is calibrated, weighted and audited.</summary>
    string Name { get; }

    /// <summary>Looks at a row of features, in the order of time.</summary>
    /// <param name="time">Time of the row, nanoseconds since 1970; never goes backwards.</param>
    /// <param name="features">The row, by the schema the source was made for; NaN = missing.</param>
    /// <returns>The score: positive leans up, negative leans down; NaN = nothing to say.</returns>
    double Update(long time, ReadOnlySpan<double> features);

    /// <summary>Forgets everything that came from earlier rows; what was learnt stays.</summary>
    void Reset();
}
