using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>
/// Hands SIGINT and SIGTERM on to a child that is run in our place, unless it has heard them itself: a terminal's Ctrl+C and a supervisor's end of a
/// whole group reach it without us, and a bot that gets a signal twice may abort its clean-up.
/// </summary>
internal sealed class SignalRelay : IDisposable
{
    private const int HearingPolls = 10;

    private static readonly TimeSpan HearingPoll = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<Process> _child = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private SignalWitness? _witness = SignalWitness.TryStart();
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
        relay._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, relay.Hear));
        relay._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, relay.Hear));
        return relay;
    }

    public void Attach(Process child) => _child.SetResult(child);

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _witness?.Dispose();
    }

    private void Hear(PosixSignalContext context)
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
        if (wasThere && await HasHeardAsync(signal))
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

    /// <summary>Whether the whole group, and with it the child, got the signal. Without a witness: as terminals and supervisors usually do it.</summary>
    private async Task<bool> HasHeardAsync(PosixSignal signal)
    {
        if (_witness is null)
        {
            return signal == PosixSignal.SIGINT;
        }

        for (var n = 0; n < HearingPolls; n++)
        {
            if (_witness.HasHeard(signal))
            {
                // It can't forget a signal that it has received.
                _witness.Dispose();
                _witness = SignalWitness.TryStart();
                return true;
            }

            await Task.Delay(HearingPoll);
        }

        return false;
    }
}
