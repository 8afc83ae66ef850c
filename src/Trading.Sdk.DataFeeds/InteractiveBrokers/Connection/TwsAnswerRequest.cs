namespace Trading.Sdk.DataFeeds;

/// <summary>A question with one answer, of one or several messages.</summary>
internal sealed class TwsAnswerRequest<T>(T answer, TwsAnswerReader<T> read) : TwsRequest
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => completion.Task;

    /// <inheritdoc/>
    public override bool OnMessage(int message, ref TwsFieldReader reader)
    {
        if (!read(message, ref reader, answer))
        {
            return true;
        }

        completion.TrySetResult(answer);
        return false;
    }

    /// <inheritdoc/>
    public override void OnEnded(Exception cause) => completion.TrySetException(cause);
}
