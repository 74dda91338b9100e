using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>
/// Keeps a loop running for every unit. A loop that ends by an exception, which only a bug makes it do, is started again after a while, longer each
/// time; the others do not notice.
/// </summary>
/// <param name="compose">Makes a unit's loop; takes the close of the newest candle that needs no decision.</param>
/// <param name="tell">Receives one line for each loop that ended.</param>
/// <param name="clock">Measures waits.</param>
/// <param name="stop">Ends everything at once.</param>
/// <threadsafety>One call at a time; the states at any time.</threadsafety>
internal sealed class AgentSupervisor(Func<AgentUnit, long?, AgentLoop> compose, Action<string> tell, TimeProvider clock, CancellationToken stop)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // A cycle that waits for an exchange may be broken off after this: it has published nothing yet.
    private static readonly TimeSpan CycleGrace = TimeSpan.FromSeconds(10);

    private volatile IReadOnlyList<Supervised> _units = [];

    /// <summary>Every loop as of now, in the order of the units.</summary>
    public IReadOnlyList<UnitState> States => [.. _units.Select(u => u.Status.State())];

    /// <summary>Makes the running loops those of the given units: kept where nothing changed, else ended between two cycles and replaced.</summary>
    /// <param name="units">What is to run, one loop each.</param>
    /// <returns>How many were started and how many ended.</returns>
    public async Task<(int Started, int Ended)> ApplyAsync(IReadOnlyList<AgentUnit> units)
    {
        var before = _units;
        var ended = before.Where(b => !units.Any(b.Unit.DecidesAs)).ToList();
        await Task.WhenAll(ended.Select(e => e.EndAsync(CycleGrace, clock)));
        var replaced = ended.ToDictionary(e => e.Unit.Label, e => e.Status, StringComparer.Ordinal);
        var kept = before.Except(ended).ToDictionary(b => b.Unit.Label, StringComparer.Ordinal);
        _units = [.. units.Select(unit => kept.GetValueOrDefault(unit.Label) ?? Start(unit, replaced.GetValueOrDefault(unit.Label)))];
        ended.ForEach(e => e.Dispose());
        return (units.Count - kept.Count, ended.Count);
    }

    /// <summary>Waits for every loop's end, after the token has been cancelled.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(_units.Select(u => u.Work));
        foreach (var unit in _units)
        {
            unit.Dispose();
        }
    }

    private Supervised Start(AgentUnit unit, UnitStatus? before)
    {
        var supervised = new Supervised(unit, before?.State().IsReady == true, stop);

        // Composed here, so that a strategy that can't be opened is an error of the start.
        supervised.Status.Loop = compose(unit, before?.Loop?.DecidedCloseMs);
        supervised.Work = Task.Run(() => SuperviseAsync(supervised), CancellationToken.None);
        return supervised;
    }

    private async Task SuperviseAsync(Supervised unit)
    {
        for (var (isFirst, failures) = (true, 0); !unit.Ending.IsCancellationRequested; isFirst = false)
        {
            var started = clock.GetTimestamp();
            TimeSpan pause;
            try
            {
                if (!isFirst)
                {
                    unit.Status.Loop = compose(unit.Unit, unit.Status.Loop!.DecidedCloseMs);
                }

                await unit.Status.Loop!.RunAsync(unit.Stopping, unit.Ending);
                return;
            }
            catch (Exception failure) when (!unit.Stopping.IsCancellationRequested)
            {
                // A loop that ran for long enough is not one that fails again and again.
                failures = clock.GetElapsedTime(started) > LongestPause ? 0 : failures;
                pause = FirstPause * Math.Pow(2, Math.Min(failures++, 10));
                pause = pause < LongestPause ? pause : LongestPause;
                var why = $"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}";
                unit.Status.Ended(why);
                tell(FormattableString.Invariant($"{unit.Unit.Label}: its loop ended, this is a bug: {why}; started again in {pause.TotalSeconds:0} s"));
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await unit.PauseAsync(pause, clock);
        }
    }

    private sealed class Supervised : IDisposable
    {
        private readonly CancellationTokenSource _stopping;
        private readonly CancellationTokenSource _ending;

        public Supervised(AgentUnit unit, bool wasReady, CancellationToken stop)
        {
            (Unit, Status) = (unit, new UnitStatus(unit, wasReady));
            _stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        }

        public AgentUnit Unit { get; }

        public UnitStatus Status { get; }

        public Task Work { get; set; } = Task.CompletedTask;

        /// <summary>Ends it at once.</summary>
        public CancellationToken Stopping => _stopping.Token;

        /// <summary>Ends it between two cycles.</summary>
        public CancellationToken Ending => _ending.Token;

        public async Task EndAsync(TimeSpan grace, TimeProvider clock)
        {
            await _ending.CancelAsync();
            try
            {
                await Work.WaitAsync(grace, clock);
            }
            catch (TimeoutException)
            {
                await _stopping.CancelAsync();
                await Work;
            }
        }

        public async Task PauseAsync(TimeSpan pause, TimeProvider clock)
        {
            try
            {
                await Task.Delay(pause, clock, Ending);
            }
            catch (OperationCanceledException)
            {
                // Its caller looks.
            }
        }

        public void Dispose()
        {
            _ending.Dispose();
            _stopping.Dispose();
        }
    }
}
