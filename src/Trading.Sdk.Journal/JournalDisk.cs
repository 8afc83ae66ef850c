using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal;

/// <summary>The operations a writer asks of the file system: tests override them to make a disk full, slow or broken.</summary>
internal class JournalDisk
{
    private const int WithoutErrorNumber = unchecked((int)0x80131620);

    public static JournalDisk Real { get; } = new();

    /// <summary>Creates an empty file; <paramref name="reserveBytes"/> of disk are reserved without changing its length.</summary>
    public virtual SafeFileHandle Create(string path, long reserveBytes)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, reserveBytes);
        }
        catch (IOException e) when (reserveBytes > 0 && e.HResult == WithoutErrorNumber)
        {
            // On Unix the runtime drops the error number of a refused reservation, and refuses only for want of space.
            throw new IOException(e.Message, JournalWriteException.NoSpace);
        }
    }

    public virtual SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw TooLarge(e);
        }
    }

    public virtual void Sync(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void SetLength(SafeFileHandle file, long length)
    {
        try
        {
            RandomAccess.SetLength(file, length);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw TooLarge(e);
        }
    }

    public virtual void Publish(string unfinished, string path) => File.Move(unfinished, path);

    // A quota, or the largest file that the file system knows: the runtime takes the system's refusal for a wrong argument.
    private static IOException TooLarge(ArgumentOutOfRangeException e) => new("The file may not become larger.", e);
}
