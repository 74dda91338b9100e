namespace AgentBridge.Engine;

/// <summary>Why a journal could not be read or written.</summary>
public enum JournalError
{
    /// <summary>Unspecified; treat it as a place that can't be used.</summary>
    Unspecified = 0,

    /// <summary>The file has the wrong content (wrong header, malformed row); nothing was overwritten.</summary>
    BadContent,

    /// <summary>The folder or the file is missing, was removed or cut while in use, or is a file where a folder should be.</summary>
    Missing,

    /// <summary>The place can't be written: read-only file system or no permission.</summary>
    NotWritable,

    /// <summary>The disk, the quota or the allowed file size is used up.</summary>
    DiskFull,

    /// <summary>Another process held the lock for too long.</summary>
    Locked,

    /// <summary>The device or the operating system refused for another reason.</summary>
    Device,
}

/// <summary>
/// A journal could not be read or written. The message is one line: the file, the problem, the remedy. If an append throws,
/// the row counts as not written, so that whatever depends on it (publishing) must not happen.
/// </summary>
public sealed class JournalException : Exception
{
    /// <summary>Creates an error about a file.</summary>
    /// <param name="error">The kind of failure.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="message">One line: the file, the problem, the remedy.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public JournalException(JournalError error, string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
        Path = path;
    }

    /// <summary>The kind of error. <see cref="JournalError.BadContent"/> is the user's file (exit 2), all others the place (exit 3).</summary>
    public JournalError Error { get; }

    /// <summary>The file or folder that the error is about.</summary>
    public string Path { get; }
}
