namespace Trading.Sdk.Persistence;

/// <summary>Generic code to run for a subject known by its name only.</summary>
/// <typeparam name="TResult">What it returns.</typeparam>
public interface IRecordVisitor<out TResult>
{
    /// <summary>Runs for the subject of <typeparamref name="TRecord"/>.</summary>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    TResult Visit<TRecord>()
        where TRecord : class, IStoredRecord<TRecord>;
}
