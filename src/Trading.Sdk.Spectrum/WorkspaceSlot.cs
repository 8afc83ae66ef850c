namespace Trading.Sdk.Spectrum;

/// <summary>
/// Keeps one workspace of a shared plan between calls: a lone caller never allocates, callers that meet make their own.
/// </summary>
internal sealed class WorkspaceSlot<T>(Func<T> create)
    where T : class
{
    private T? kept = create();

    public T Rent() => Interlocked.Exchange(ref kept, null) ?? create();

    public void Return(T workspace) => Volatile.Write(ref kept, workspace);
}
