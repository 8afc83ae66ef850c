namespace Trading.Sdk.Persistence;

/// <summary>A row or entry of a transaction cannot be stored; nothing of the transaction was.</summary>
public sealed class TransactionRefusedException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="subject">The subject of the row, or "audit-trail".</param>
    /// <param name="reason">Why it cannot be stored.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public TransactionRefusedException(string subject, string reason, Exception? innerException = null)
        : base($"The transaction was refused and nothing of it is stored: {subject}: {reason}", innerException)
    {
        Subject = subject;
        Reason = reason;
    }

    /// <summary>The subject of the row, or "audit-trail".</summary>
    public string Subject { get; }

    /// <summary>Why it cannot be stored.</summary>
    public string Reason { get; }
}
