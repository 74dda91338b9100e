using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles check|info|convert|resample|download</c></summary>
internal static class CandlesCommand
{
    public static Command Create(CliHost host) => new("candles", "Checks, describes, converts, resamples and downloads candle files")
    {
        CandlesCheckCommand.Create(host),
        CandlesInfoCommand.Create(host),
        CandlesConvertCommand.Create(host),
        CandlesResampleCommand.Create(host),
        CandlesDownloadCommand.Create(host),
    };
}
