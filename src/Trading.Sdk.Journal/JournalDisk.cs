using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal;

/// <summary>The operations a writer asks of the file system: tests override them to make a disk full, slow or broken.</summary>
internal class JournalDisk
{
    public static JournalDisk Real { get; } = new();

    /// <summary>Creates an empty file; <paramref name="reserveBytes"/> of disk are reserved without changing its length.</summary>
    public virtual SafeFileHandle Create(string path, long reserveBytes) =>
        File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, reserveBytes);

    public virtual SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    public virtual void Sync(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void SetLength(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    public virtual void Publish(string unfinished, string path) => File.Move(unfinished, path);
}
