using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using AgentBridge.Schema;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Engine;

/// <summary>How journals reach the disk.</summary>
public sealed record JournalOptions
{
    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<JournalOptions> Model { get; } = OptionsModel.Build("journal", static () => new JournalOptions(), OptionTypes.Settings);

    /// <summary>The defaults.</summary>
    public static JournalOptions Default { get; } = new();

    /// <summary>The disk; the real one by default.</summary>
    public IJournalDisk Disk { get; init; } = PhysicalDisk.Instance;

    /// <summary>How long to wait for another process's lock.</summary>
    /// <value>From 0 to an hour; 5 s by default (a write takes well under a millisecond).</value>
    [Range(0.0, 3600.0), Description("how long to wait for another process's lock")]
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock of the action log's times and days: wall-clock time, also in a replay; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Receives the repairs and failures of the journals; the package's README lists the events.</summary>
    /// <value>Nobody by default.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Creates the meter that failures are counted with (<see cref="EngineTelemetry.MeterName"/>).</summary>
    /// <value><see langword="null"/> by default: the meter of the process.</value>
    public IMeterFactory? Meters { get; init; }

    /// <summary>Logs that a journal was opened, and what was repaired.</summary>
    internal void NoteOpened(string path, JournalRepair repair)
    {
        var logger = SafeLogger.Of(Logger);
        logger.JournalOpened(path);
        if (repair != JournalRepair.None)
        {
            logger.JournalRepaired(path, repair);
        }
    }

    /// <summary>Runs the work of a journal; a failure is counted, logged and thrown on.</summary>
    internal T Watch<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (JournalException failure)
        {
            EngineMetrics.Of(Meters).JournalFailed(failure);
            SafeLogger.Of(Logger).JournalFailed(failure.Error, failure.Message);
            throw;
        }
    }
}
