using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AgentBridge.Engine.FileChannel;

/// <summary>The few ways in which the channel touches files.</summary>
internal static class ChannelFiles
{
    private const int ReadOnly = 0;

    /// <summary>Opens a file that others may write, replace or delete meanwhile.</summary>
    public static SafeFileHandle OpenToRead(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Opens a file, made if it is not there, that others may read meanwhile.</summary>
    public static SafeFileHandle OpenToWrite(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    public static void Copy(SafeFileHandle source, long from, long to, FileStream target)
    {
        var buffer = new byte[32 * 1024];
        while (from < to)
        {
            var read = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from)), from);
            if (read == 0)
            {
                return;
            }

            target.Write(buffer, 0, read);
            from += read;
        }
    }

    /// <summary>Brings a folder's entries to the disk: a new or renamed file may otherwise be missing after a power failure.</summary>
    /// <exception cref="IOException">It can't be done.</exception>
    public static void FlushFolder(string folder)
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
