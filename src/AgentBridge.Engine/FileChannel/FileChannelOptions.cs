using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Engine.FileChannel;

/// <summary>The folder of a file channel and how much it keeps.</summary>
public sealed record FileChannelOptions
{
    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<FileChannelOptions> Model { get; } =
        OptionsModel.Build("file channel", static () => new FileChannelOptions { Folder = new BridgeConfig().SignalsDir }, OptionTypes.Settings);

    /// <summary>The folder. The first publication creates it; once it existed, its absence is a failure.</summary>
    [PathForm("a folder"), Description("the folder of the file channel")]
    public required string Folder { get; init; }

    /// <summary>The number of newest lines that are kept, over all days, and that a fetch reads.</summary>
    /// <value>From 10 to 100,000; 1,000 by default.</value>
    [Range(ChannelSize.Least, ChannelSize.Most), Description("how many signals the channel keeps")]
    public int MaxSignals { get; init; } = ChannelSize.Standard;

    /// <summary>How long a publication waits for another writer.</summary>
    /// <value>From 50 ms to 60 s; 2 s by default.</value>
    [Range(0.05, 60.0), Description("how long a publication waits for another writer")]
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
