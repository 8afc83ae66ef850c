namespace Trading.Sdk;

/// <summary>Where alerts go: a log, a pager, a chat. Supplied by the host.</summary>
public interface IAlertSink
{
    /// <summary>Takes an alert. Called on the pipeline's thread: it must return quickly and must not throw.</summary>
    void Raise(Alert alert);
}
