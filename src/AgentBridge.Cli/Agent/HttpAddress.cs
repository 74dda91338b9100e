using System.Globalization;
using System.Net;

namespace AgentBridge.Cli;

/// <summary>Where the agent's endpoints listen.</summary>
/// <param name="Address">The address of this machine.</param>
/// <param name="Port">The port; 0 for a free one.</param>
internal sealed record HttpAddress(IPAddress Address, int Port)
{
    private const string Form = "PORT or ADDRESS:PORT such as 9464 or 127.0.0.1:9464";

    /// <summary>Reads --http.</summary>
    /// <param name="text">A port, or an address and a port.</param>
    /// <param name="allowRemote">Whether other machines may reach it.</param>
    /// <exception cref="CliException">It is neither, or would be reachable from other machines without permission.</exception>
    public static HttpAddress Parse(string text, bool allowRemote)
    {
        var colon = text.LastIndexOf(':');
        var (host, port) = (colon < 0 ? string.Empty : text[..colon].Trim('[', ']'), text[(colon + 1)..]);
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > IPEndPoint.MaxPort)
        {
            throw new CliException(ExitCodes.Usage, $"--http {text}: '{port}' is not a port; expected {Form}");
        }

        var address = host.Length == 0 || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.TryParse(host, out var given) ? given
            : throw new CliException(ExitCodes.Usage, $"--http {text}: '{host}' is not an address of this machine; expected {Form}");
        return IPAddress.IsLoopback(address) || allowRemote
            ? new HttpAddress(address, number)
            : throw new CliException(ExitCodes.Usage, $"--http {text}: other machines could read it there, and it has no password; take 127.0.0.1, or add --http-allow-remote behind a firewall");
    }
}
