namespace Trading.Sdk.Persistence;

/// <summary>What became of a batch; the counts add up to the rows given.</summary>
public sealed record IngestResult
{
    /// <summary>How many <see cref="Rejections"/> are listed at most; all of them are counted and kept as dead letters.</summary>
    public const int RejectionsListedMax = 100;

    /// <summary>Nothing.</summary>
    public static IngestResult Empty { get; } = new();

    /// <summary>Rows stored; with <see cref="IngestMode.Overwrite"/> the replaced ones too.</summary>
    public long Inserted { get; init; }

    /// <summary>Rows left out because their key was there already.</summary>
    public long Duplicate { get; init; }

    /// <summary>Rows that cannot be stored as they are; they are in the dead-letter journal with the reason.</summary>
    public long Rejected { get; init; }

    /// <summary>The first rejected rows with their reasons.</summary>
    public IReadOnlyList<RowRejection> Rejections { get; init; } = [];

    /// <summary>The sum of two results, the second one's positions moved by the rows of the first.</summary>
    /// <param name="other">The result of the rows that follow.</param>
    public IngestResult Plus(IngestResult other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int before = (int)(Inserted + Duplicate + Rejected);
        return new IngestResult
        {
            Inserted = Inserted + other.Inserted,
            Duplicate = Duplicate + other.Duplicate,
            Rejected = Rejected + other.Rejected,
            Rejections = other.Rejections.Count == 0 ? Rejections : [.. Rejections.Concat(other.Rejections.Select(r => r with { Index = r.Index + before })).Take(RejectionsListedMax)],
        };
    }
}
