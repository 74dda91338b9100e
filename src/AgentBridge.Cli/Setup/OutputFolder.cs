namespace AgentBridge.Cli;

/// <summary>The folder that a command writes files into (<c>--out</c>).</summary>
internal static class OutputFolder
{
    /// <summary>Creates it, with the folders above it.</summary>
    /// <param name="shown">As the user wrote it.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="CliException">It can't be created.</exception>
    public static string Create(string shown, CliHost host)
    {
        try
        {
            return Directory.CreateDirectory(host.FullPath(shown)).FullName;
        }
        catch (Exception exception) when (WriteFailure.Describe(exception) is { } what)
        {
            throw new CliException(ExitCodes.Usage, $"--out {shown}: {what}", exception);
        }
    }
}
