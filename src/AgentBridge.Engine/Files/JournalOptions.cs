using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

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
}
