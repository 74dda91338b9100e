using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The file that a command writes for the user (<c>--out</c> and the like).</summary>
internal sealed class OutputFile
{
    private const string Devices = "/dev/";

    private readonly string _shown;

    private OutputFile(string shown, string path) => (_shown, Path) = (shown, path);

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Settles the place before any work is done.</summary>
    /// <param name="file">As the user wrote it.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="input">A file that must not be overwritten; <see langword="null"/> for none.</param>
    /// <param name="option">The option that names it.</param>
    /// <exception cref="CliException">It is a folder, its folder is missing, or it is the input.</exception>
    public static OutputFile Settle(string file, CliHost host, string? input = null, string option = "--out")
    {
        var given = host.FullPath(file);
        var path = IsDevice(given) ? given : Resolve(given);
        var folder = System.IO.Path.GetDirectoryName(path);
        if (Directory.Exists(path))
        {
            throw new CliException(ExitCodes.Usage, $"{option} {file}: this is a folder; name a file");
        }

        if (!Directory.Exists(folder))
        {
            throw new CliException(ExitCodes.Usage, $"{option} {file}: there is no folder {folder}; create it first");
        }

        return input is null || !IsSame(path, input)
            ? new OutputFile($"{option} {file}", path)
            : throw new CliException(ExitCodes.Usage, $"{option} {file}: this is the candle file itself; name another");
    }

    /// <summary>Writes the file: it appears whole or not at all, and a run that fails leaves an older file as it was.</summary>
    /// <exception cref="CliException">It can't be written.</exception>
    public T Write<T>(Func<Stream, T> content)
    {
        try
        {
            T? result = default;
            if (IsDevice(Path))
            {
                // A device is written to, not replaced.
                using var device = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.Read);
                return content(device);
            }

            WholeFile.Write(Path, stream => result = content(stream));
            return result!;
        }
        catch (Exception exception) when (WriteFailure.Describe(exception) is { } what)
        {
            throw new CliException(exception is UnauthorizedAccessException ? ExitCodes.Usage : ExitCodes.Unavailable, $"{_shown}: {what}", exception);
        }
    }

    /// <summary>Whether a path is a device's, such as that of standard output.</summary>
    public static bool IsDevice(string path) => path.StartsWith(Devices, StringComparison.Ordinal);

    /// <summary>Whether two paths name one file, also by links to it or to folders above it.</summary>
    /// <param name="one">A full path.</param>
    /// <param name="other">A full path.</param>
    public static bool IsSame(string one, string other) => string.Equals(Real(one), Real(other), StringComparison.Ordinal);

    private static string Real(string path)
    {
        if (System.IO.Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        var place = System.IO.Path.Combine(Real(folder), System.IO.Path.GetFileName(path));
        return Resolve(place) is var target && !string.Equals(target, place, StringComparison.Ordinal) ? Real(target) : place;
    }

    private static string Resolve(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            // It does not exist, or links form a cycle: the write will report it.
            return path;
        }
    }
}
