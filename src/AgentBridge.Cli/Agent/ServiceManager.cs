using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AgentBridge.Cli;

/// <summary>Notifies the service manager (systemd, <c>Type=notify</c>) through the datagram socket that NOTIFY_SOCKET names; without one it does nothing.</summary>
internal sealed class ServiceManager : IDisposable
{
    private const string SocketVariable = "NOTIFY_SOCKET";
    private const string WatchdogVariable = "WATCHDOG_USEC";
    private const string WatchdogOwnerVariable = "WATCHDOG_PID";

    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;

    private ServiceManager(Socket? socket, UnixDomainSocketEndPoint? manager, TimeSpan? watchdog) => (_socket, _manager, WatchdogInterval) = (socket, manager, watchdog);

    /// <summary>How often the manager wants a sign of life; <see langword="null"/> if it wants none.</summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>The manager of this process.</summary>
    /// <param name="environment">The environment variables.</param>
    /// <exception cref="CliException">NOTIFY_SOCKET is neither a path nor the name of an abstract socket.</exception>
    public static ServiceManager Of(IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue(SocketVariable, out var name) || name.Length == 0 || OperatingSystem.IsWindows())
        {
            return new(null, null, null);
        }

        if (name[0] is not ('/' or '@') || name.Length < 2 || Encoding.UTF8.GetByteCount(name) > 107)
        {
            throw new CliException(ExitCodes.Usage, $"{SocketVariable}={name}: expected the path of a socket, or @ and the name of an abstract one; unset it outside a service");
        }

        // An abstract socket's name begins with a zero byte, which the environment can't contain.
        var manager = new UnixDomainSocketEndPoint(name[0] == '@' ? '\0' + name[1..] : name);
        return new(new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified), manager, Interval(environment));
    }

    /// <summary>The agent's loops run.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>It reads its settings again; <see cref="Ready"/> ends that.</summary>
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond}"));

    /// <summary>It is about to end.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>A sign of life, with what it is doing.</summary>
    public void Alive(string status) => Send($"WATCHDOG=1\nSTATUS={status}");

    /// <summary>What it is doing, without a sign of life.</summary>
    public void Status(string status) => Send($"STATUS={status}");

    public void Dispose() => _socket?.Dispose();

    private static TimeSpan? Interval(IReadOnlyDictionary<string, string> environment)
    {
        var isOurs = !environment.TryGetValue(WatchdogOwnerVariable, out var owner)
            || string.Equals(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return isOurs && environment.TryGetValue(WatchdogVariable, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    private void Send(string state)
    {
        try
        {
            _ = _socket?.SendTo(Encoding.UTF8.GetBytes(state), _manager!);
        }
        catch (SocketException)
        {
            // A manager that does not listen is no reason to stop deciding.
        }
    }
}
