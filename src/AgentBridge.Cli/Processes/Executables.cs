namespace AgentBridge.Cli;

/// <summary>Programs on the PATH.</summary>
public static class Executables
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Looks for a program on this process's PATH.</summary>
    /// <param name="name">The file name, without a folder.</param>
    /// <returns>Its path; <see langword="null"/> if there is no executable one.</returns>
    public static string? Find(string name) => Find(name, Environment.GetEnvironmentVariable("PATH"));

    /// <summary>Looks for a program in a list of folders.</summary>
    /// <param name="name">The file name, without a folder.</param>
    /// <param name="searchPath">The folders, in the syntax of PATH; <see langword="null"/> means none.</param>
    /// <returns>Its path; <see langword="null"/> if there is no executable one.</returns>
    public static string? Find(string name, string? searchPath) =>
        (searchPath ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(CanRun);

    private static bool CanRun(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None);
}
