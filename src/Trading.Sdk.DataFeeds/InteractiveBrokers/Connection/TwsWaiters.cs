namespace Trading.Sdk.DataFeeds;

/// <summary>Those who wait for a message that carries no request id; one message answers them all.</summary>
internal sealed class TwsWaiters<T>
{
    private readonly Lock gate = new();
    private TaskCompletionSource<T> next = New();
    private Exception? failure;

    public Task<T> WaitAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return failure is null ? next.Task.WaitAsync(cancellationToken) : Task.FromException<T>(failure);
        }
    }

    public void Complete(T value)
    {
        lock (gate)
        {
            next.TrySetResult(value);
            next = New();
        }
    }

    public void Fail(Exception cause)
    {
        lock (gate)
        {
            failure ??= cause;
            next.TrySetException(failure);
            // Nobody may be waiting: the failure is then nobody's to observe.
            _ = next.Task.Exception;
        }
    }

    private static TaskCompletionSource<T> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
