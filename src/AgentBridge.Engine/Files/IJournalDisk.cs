namespace AgentBridge.Engine;

/// <summary>
/// The disk operations of journals: the seam at which tests make disks full, slow or missing, and kill the process at any step.
/// Every member reports failure by <see cref="JournalException"/> only.
/// </summary>
public interface IJournalDisk
{
    /// <summary>Makes a folder and its parents, their entries on the device; does nothing if it exists.</summary>
    /// <param name="folder">The folder's path.</param>
    void CreateFolder(string folder);

    /// <summary>Opens a file for reading and writing, creating it if missing; its folder must exist.</summary>
    /// <param name="path">The file's path.</param>
    IJournalFile Open(string path);

    /// <summary>Opens a file for reading while others may write; <see langword="null"/> if it, or its folder, is missing.</summary>
    /// <param name="path">The file's path.</param>
    IJournalFile? OpenRead(string path);

    /// <summary>
    /// Opens a file (created if missing) under an exclusive advisory lock that ends with the handle or the process: flock on Linux and
    /// macOS, as Python's <c>fcntl.flock</c>; <see langword="null"/> if another handle has it.
    /// </summary>
    /// <param name="path">The lock's file.</param>
    IJournalFile? TryLock(string path);

    /// <summary>The paths of the files of a folder whose names match a pattern, in ordinal order; none if the folder is missing.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="pattern">A name with <c>*</c> for any characters.</param>
    IReadOnlyList<string> List(string folder, string pattern);

    /// <summary>Returns when the folder's entries have reached the device: a new file may otherwise be missing after a power failure.</summary>
    /// <param name="folder">The folder's path.</param>
    void FlushFolder(string folder);

    /// <summary>Writes a file whole or not at all: beside, flushed, renamed over the old one, the rename flushed (<see cref="AgentBridge.Market.WholeFile"/>).</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="temporaryPath">The temporary file, in the same folder.</param>
    /// <param name="write">Writes the content.</param>
    void Replace(string path, string temporaryPath, Action<Stream> write);

    /// <summary>Removes a file; nothing happens where it is missing.</summary>
    /// <param name="path">The file's path.</param>
    void Delete(string path);
}

/// <summary>An open file of an <see cref="IJournalDisk"/>; closing it ends its lock.</summary>
public interface IJournalFile : IDisposable
{
    /// <summary>The length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads bytes, fewer than asked only at the end of the file.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The first byte's place in the file, ≥ 0.</param>
    /// <returns>How many were read.</returns>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes in one call to the operating system.</summary>
    /// <param name="bytes">The bytes to write.</param>
    /// <param name="offset">The first byte's place in the file, ≥ 0.</param>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file.</summary>
    /// <param name="length">Its new length in bytes, ≥ 0.</param>
    void SetLength(long length);

    /// <summary>Flushes to the device (fsync); returns when that is done.</summary>
    void Flush();
}
