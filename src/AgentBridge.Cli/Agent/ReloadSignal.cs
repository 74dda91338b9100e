using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace AgentBridge.Cli;

/// <summary>SIGHUP as a request to read the settings again. Several that arrive during a reload are one.</summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PosixSignalRegistration? _registration;

    private ReloadSignal() => _registration = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        _ = _requests.Writer.TryWrite(true);
    });

    /// <summary>The requests.</summary>
    public ChannelReader<bool> Requests => _requests.Reader;

    /// <summary>Starts listening: from now on SIGHUP does not end the process.</summary>
    public static ReloadSignal Watch() => new();

    public void Dispose() => _registration?.Dispose();
}
