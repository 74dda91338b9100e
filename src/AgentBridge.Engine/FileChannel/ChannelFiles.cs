using AgentBridge.Market;
using Microsoft.Win32.SafeHandles;

namespace AgentBridge.Engine.FileChannel;

/// <summary>The few ways in which the channel touches files.</summary>
internal static class ChannelFiles
{
    /// <summary>Opens a file that others may write, replace or delete meanwhile.</summary>
    public static SafeFileHandle OpenToRead(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Opens a file, made if it is not there, that others may read meanwhile.</summary>
    /// <exception cref="IOException">Something else than a file is there.</exception>
    public static SafeFileHandle OpenToWrite(string path) => InputFile.Problem(path) is { } problem
        ? throw new IOException($"{path} {problem}")
        : File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

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
}
