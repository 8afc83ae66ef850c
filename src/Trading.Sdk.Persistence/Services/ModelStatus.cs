namespace Trading.Sdk.Persistence;

/// <summary>The stations of a model's life, as stored in <see cref="ModelRecord.Status"/>.</summary>
public static class ModelStatus
{
    /// <summary>Known, not trained.</summary>
    public const string Registered = "registered";

    /// <summary>Being trained.</summary>
    public const string Training = "training";

    /// <summary>Trained and judged good enough.</summary>
    public const string Validated = "validated";

    /// <summary>In use.</summary>
    public const string Active = "active";

    /// <summary>No longer in use.</summary>
    public const string Retired = "retired";
}
