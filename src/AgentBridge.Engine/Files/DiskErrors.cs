namespace AgentBridge.Engine;

/// <summary>Turns the operating system's refusals into one-line <see cref="JournalException"/>s.</summary>
internal static class DiskErrors
{
    // On Unix .NET puts errno into HResult; on Windows the HRESULT of the Win32 code. (EWOULDBLOCK is 11 on Linux, 35 on macOS.)
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);

    public static void Translate(string path, Action action) => Translate(path, () =>
    {
        action();
        return true;
    });

    public static T Translate<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (IsOurs(exception))
        {
            throw Describe(path, exception);
        }
    }

    // A file over the process's size limit (EFBIG) raises ArgumentOutOfRangeException.
    public static bool IsOurs(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException or NotSupportedException;

    public static bool IsHeldByAnother(IOException exception) =>
        exception.GetType() == typeof(IOException)
        && exception.HResult == (OperatingSystem.IsWindows() ? WindowsSharingViolation : OperatingSystem.IsLinux() ? 11 : 35);

    public static JournalException Describe(string path, Exception exception)
    {
        var (error, what) = exception switch
        {
            ArgumentOutOfRangeException => (JournalError.DiskFull, "the allowed file size is used up; raise the limit (ulimit -f) or free space"),
            UnauthorizedAccessException => (JournalError.NotWritable, "it can't be opened for writing; check that it is not a folder, and its permissions"),
            FileNotFoundException or DirectoryNotFoundException =>
                (JournalError.Missing, "its folder is missing or is a file; create the folder or name another one"),
            IOException io when IsHeldByAnother(io) => (JournalError.Locked, "another program has locked it; end that program (lsof lists it) and start again"),
            _ when IsSpace(exception.HResult) => (JournalError.DiskFull, "the disk is full; free space and start again"),
            _ when exception.HResult is ReadOnlyFileSystem or WindowsWriteProtected =>
                (JournalError.NotWritable, "the file system is read-only; name a folder that can be written"),
            _ => (JournalError.Device, $"{OneLine(exception.Message)}; check the path and the device"),
        };
        return new JournalException(error, path, $"{path}: {what}.", exception);
    }

    private static bool IsSpace(int code) =>
        code is NoSpace or WindowsDiskFull || code == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
