using System.Diagnostics.CodeAnalysis;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Signal files of the user's.</summary>
internal static class SignalFile
{
    /// <summary>The bytes of a file.</summary>
    /// <exception cref="CliException">The file is missing, no ordinary file, unreadable or absurdly large.</exception>
    public static byte[] ReadBytes(string file, CliHost host, int maxBytes)
    {
        var path = host.FullPath(file);
        try
        {
            return InputFile.ReadBytes(path, maxBytes);
        }
        catch (InvalidDataException exception)
        {
            throw new CliException(ExitCodes.Usage, $"{file}: it {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCodes.Usage, $"{file}: there is no such file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"{file}: can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the signal in a file, or says how it violates the contract.</summary>
    /// <exception cref="CliException">The file can't be read.</exception>
    public static bool TryRead(string file, CliHost host, [NotNullWhen(true)] out TradingSignal? signal, out SignalViolation violation) =>
        SignalJson.TryRead(ReadBytes(file, host, 1 << 20), out signal, out violation);
}
