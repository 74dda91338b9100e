using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace AgentBridge.Market;

/// <summary>Brings a folder's entries to the disk: a new or renamed file may otherwise be missing after a power failure.</summary>
public static class FolderFlush
{
    private const int ReadOnly = 0;

    /// <summary>Returns when a folder's entries have reached the device.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <exception cref="IOException">It can't be done.</exception>
    public static void Of(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its entries; a folder can't be flushed there.
        }

        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        try
        {
            if (descriptor < 0 || Sync(descriptor) != 0)
            {
                throw new IOException($"{folder} can't be flushed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Makes a folder and its parents, each of them an entry that has reached the device; does nothing if it exists.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <exception cref="IOException">It can't be done.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be done.</exception>
    public static void Make(string folder)
    {
        var missing = new Stack<string>();
        for (var path = Path.GetFullPath(folder); !Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent; path = parent)
        {
            missing.Push(parent);
        }

        _ = Directory.CreateDirectory(folder);
        while (missing.TryPop(out var parent))
        {
            Of(parent);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
