using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>
/// Forwards SIGINT and SIGTERM to a child that runs in place of this program, unless the child has received them: a terminal's Ctrl+C and a supervisor's stop of a
/// whole group reach it directly, and a bot that gets a signal twice may abort its clean-up.
/// </summary>
internal sealed class SignalRelay : IDisposable
{
    private const int ProbePolls = 10;

    private static readonly TimeSpan ProbePoll = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<Process> _child = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private GroupSignalProbe? _groupProbe = GroupSignalProbe.TryStart();
    private Task _passing = Task.CompletedTask;

    private SignalRelay()
    {
    }

    public bool Terminated { get; private set; }

    public bool Interrupted { get; private set; }

    /// <summary>Starts listening; a signal that arrives before the child exists reaches it once it is started.</summary>
    public static SignalRelay Listen()
    {
        var relay = new SignalRelay();
        relay._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, relay.OnSignal));
        relay._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, relay.OnSignal));
        return relay;
    }

    public void Attach(Process child) => _child.SetResult(child);

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _groupProbe?.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            Terminated |= context.Signal == PosixSignal.SIGTERM;
            Interrupted |= context.Signal == PosixSignal.SIGINT;
            _passing = PassOnAsync(_passing, context.Signal, _child.Task.IsCompleted);
        }
    }

    private async Task PassOnAsync(Task before, PosixSignal signal, bool wasThere)
    {
        await before;
        var child = await _child.Task;
        if (wasThere && await ReachedChildAsync(signal))
        {
            return;
        }

        if (signal == PosixSignal.SIGTERM)
        {
            ChildProcess.Ask(child);
        }
        else
        {
            ChildProcess.Interrupt(child);
        }
    }

    /// <summary>Whether the whole group, and with it the child, got the signal. Without a probe, assumes what terminals and supervisors usually do.</summary>
    private async Task<bool> ReachedChildAsync(PosixSignal signal)
    {
        if (_groupProbe is null)
        {
            return signal == PosixSignal.SIGINT;
        }

        for (var n = 0; n < ProbePolls; n++)
        {
            if (_groupProbe.WasSent(signal))
            {
                // A pending signal stays pending, so the next one needs a new probe.
                _groupProbe.Dispose();
                _groupProbe = GroupSignalProbe.TryStart();
                return true;
            }

            await Task.Delay(ProbePoll);
        }

        return false;
    }
}
