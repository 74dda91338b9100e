using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentBridge.Tests.Cli;

/// <summary>An exchange that answers with arbitrary bytes: the queued ones, one per request, then valid answers.</summary>
internal sealed class RawExchange : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Queue<byte[]> _faults;
    private readonly string _target;
    private readonly Func<string, Task<string>> _healthy;

    /// <summary>Starts it.</summary>
    /// <param name="target">Part of the path of requests that get the faults.</param>
    /// <param name="faults">The answers.</param>
    /// <param name="healthy">The body for a path and query.</param>
    public RawExchange(string target, IEnumerable<byte[]> faults, Func<string, Task<string>> healthy)
    {
        (_target, _faults, _healthy) = (target, new Queue<byte[]>(faults), healthy);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public int Left
    {
        get
        {
            lock (_faults)
            {
                return _faults.Count;
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                try
                {
                    await AnswerAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The client has closed the connection.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        var buffer = new byte[4096];
        int read;
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && (read = await stream.ReadAsync(buffer)) > 0)
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        var path = request.ToString().Split(' ') is [_, var asked, ..] ? asked : string.Empty;
        byte[]? fault = null;
        lock (_faults)
        {
            if (path.Contains(_target, StringComparison.Ordinal))
            {
                _faults.TryDequeue(out fault);
            }
        }

        await stream.WriteAsync(fault ?? Encoding.UTF8.GetBytes(OddAnswers.Http(200, await _healthy(path))));
    }
}
