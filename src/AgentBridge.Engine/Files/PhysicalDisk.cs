using AgentBridge.Market;
using Microsoft.Win32.SafeHandles;

namespace AgentBridge.Engine;

/// <summary>The real disk.</summary>
public sealed class PhysicalDisk : IJournalDisk
{
    private PhysicalDisk()
    {
    }

    /// <summary>The only instance: it holds no state.</summary>
    public static PhysicalDisk Instance { get; } = new();

    /// <inheritdoc/>
    public void CreateFolder(string folder) => DiskErrors.Translate(folder, () => FolderFlush.Make(folder));

    /// <inheritdoc/>
    public IJournalFile Open(string path) => InputFile.Problem(path) is { } problem
        ? throw new JournalException(JournalError.NotWritable, path, $"{path}: it {problem}.")
        : DiskErrors.Translate(path, () => new PhysicalFile(path, File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)));

    /// <inheritdoc/>
    public IJournalFile? OpenRead(string path) => DiskErrors.Translate<IJournalFile?>(path, () =>
    {
        try
        {
            return new PhysicalFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    /// <inheritdoc/>
    public IJournalFile? TryLock(string path) => DiskErrors.Translate<IJournalFile?>(path, () =>
    {
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix; a POSIX lock (fcntl.lockf) is another kind and is not seen.
            return new PhysicalFile(path, File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (DiskErrors.IsHeldByAnother(exception))
        {
            return null;
        }
    });

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder, string pattern) => DiskErrors.Translate(folder, () =>
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var paths = Directory.GetFiles(folder, pattern);
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    });

    /// <inheritdoc/>
    public void FlushFolder(string folder) => DiskErrors.Translate(folder, () => FolderFlush.Of(folder));

    /// <inheritdoc/>
    public void Replace(string path, string temporaryPath, Action<Stream> write) =>
        DiskErrors.Translate(path, () => WholeFile.Write(path, temporaryPath, write, step: null));

    /// <inheritdoc/>
    public void Delete(string path) => DiskErrors.Translate(path, () => File.Delete(path));

    private sealed class PhysicalFile(string path, SafeFileHandle handle) : IJournalFile
    {
        public long Length => DiskErrors.Translate(path, () => RandomAccess.GetLength(handle));

        public int Read(Span<byte> buffer, long offset)
        {
            try
            {
                var total = 0;
                while (total < buffer.Length)
                {
                    var count = RandomAccess.Read(handle, buffer[total..], offset + total);
                    if (count == 0)
                    {
                        break;
                    }

                    total += count;
                }

                return total;
            }
            catch (Exception exception) when (DiskErrors.IsOurs(exception))
            {
                throw DiskErrors.Describe(path, exception);
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            try
            {
                RandomAccess.Write(handle, bytes, offset);
            }
            catch (Exception exception) when (DiskErrors.IsOurs(exception))
            {
                throw DiskErrors.Describe(path, exception);
            }
        }

        public void SetLength(long length) => DiskErrors.Translate(path, () => RandomAccess.SetLength(handle, length));

        public void Flush() => DiskErrors.Translate(path, () => RandomAccess.FlushToDisk(handle));

        public void Dispose() => handle.Dispose();
    }
}
