using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentBridge.Cli;

/// <summary>Checks whether the listener on a port is the process that was started; another program may have taken the port.</summary>
internal static class ServerProbe
{
    private const int LongestAnswer = 32_768;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    public static async Task<bool> IsProcessAsync(int port, string password, int processId, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        var deadline = timeout.Token;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port, deadline).ConfigureAwait(false);
            var commands = $"AUTH {ServerConfiguration.Quote(password)}\r\nINFO server\r\nQUIT\r\n";
            _ = await socket.SendAsync(Encoding.ASCII.GetBytes(commands), deadline).ConfigureAwait(false);
            var answer = await ReadAsync(socket, deadline).ConfigureAwait(false);
            return answer.Contains(string.Create(CultureInfo.InvariantCulture, $"process_id:{processId}\r\n"), StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<string> ReadAsync(Socket socket, CancellationToken deadline)
    {
        var buffer = new byte[LongestAnswer];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), deadline).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
