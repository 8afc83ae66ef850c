namespace Trading.Sdk.Journal;

/// <summary>
/// The file system refused a write, a force or a new segment. Records acknowledged earlier are intact; unless
/// <see cref="IsPermanent"/> is set the writer goes on as soon as the file system accepts writes again.
/// </summary>
public sealed class JournalWriteException : JournalException
{
    // ENOSPC and EDQUOT as raw errno on Unix; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL as HRESULT on Windows.
    internal const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Creates the exception.</summary>
    /// <param name="file">Path of the file, or of the directory.</param>
    /// <param name="operation">What was tried, for example "write".</param>
    /// <param name="innerException">The error of the file system.</param>
    /// <param name="isPermanent">True when the writer must be closed and opened again.</param>
    public JournalWriteException(string file, string operation, Exception innerException, bool isPermanent = false)
        : base($"{file}: {operation} failed: {innerException?.Message}{(isPermanent ? " The writer stops: close it and open the journal again." : "")}", innerException)
    {
        File = file;
        IsPermanent = isPermanent;
        IsDiskFull = innerException is IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull };
        IsAccessDenied = innerException is UnauthorizedAccessException;
    }

    /// <summary>Path of the file, or of the directory.</summary>
    public string File { get; }

    /// <summary>True when the disk, the quota or the limit of a file's size is full: appending goes on once space has returned.</summary>
    public bool IsDiskFull { get; }

    /// <summary>True when the permissions refuse the operation.</summary>
    public bool IsAccessDenied { get; }

    /// <summary>
    /// True after a failed force: the operating system may have dropped the unwritten pages, so only closing the writer and
    /// recovering the journal tells what is on the disk.
    /// </summary>
    public bool IsPermanent { get; }
}
