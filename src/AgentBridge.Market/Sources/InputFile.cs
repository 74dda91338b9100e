using System.Runtime.InteropServices;
using System.Text;

namespace AgentBridge.Market;

/// <summary>
/// Files named by the user for reading. Only regular files are read: a pipe, a device or a socket may never end or never answer.
/// </summary>
public static class InputFile
{
    private const int CurrentFolder = -100;
    private const uint WantsType = 1;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int Ordinary = 0x8000;

    /// <summary>Why a path can't be read as a file, in words that follow the path and a space.</summary>
    /// <param name="path">Of a file, absolute or relative to the working directory.</param>
    /// <returns><see langword="null"/> where nothing does, also where there is nothing at all.</returns>
    public static string? Problem(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            return "is a folder; name a file in it";
        }

        return TypeOf(path) switch
        {
            null or Ordinary => null,
            0x1000 => "is a pipe; write its output to a file, and name that file",
            0x2000 or 0x6000 => "is a device, not a file",
            0xC000 => "is a socket, not a file",
            _ => "is not a regular file",
        };
    }

    /// <summary>The bytes of a file; no more are read than are allowed.</summary>
    /// <param name="path">Of a file, absolute or relative to the working directory.</param>
    /// <param name="maxBytes">The most that the file may have.</param>
    /// <exception cref="InvalidDataException">It is not a regular file, or is larger; the message follows the path and a space.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, int maxBytes)
    {
        if (Problem(path) is { } problem)
        {
            throw new InvalidDataException(problem);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        using var bytes = new MemoryStream((int)Math.Min(file.Length + 1, maxBytes));
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            if (bytes.Length + read > maxBytes)
            {
                throw new InvalidDataException(FormattableString.Invariant($"has more than {maxBytes} bytes, the most that are read"));
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    /// <summary>The file's type from the system's mode bits; <see langword="null"/> if it can't be determined.</summary>
    private static int? TypeOf(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // A statx structure has 256 bytes, the same on every machine.
        var found = new byte[256];
        try
        {
            return StatX(CurrentFolder, Encoding.UTF8.GetBytes(path + "\0"), 0, WantsType, found) == 0 ? BitConverter.ToUInt16(found, ModeOffset) & TypeMask : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint wanted, [Out] byte[] found);
}
