using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles check|download</c></summary>
internal static class CandlesCommand
{
    public static Command Create(CliHost host) => new("candles", "Checks candle files, and downloads them")
    {
        CandlesCheckCommand.Create(host),
        CandlesDownloadCommand.Create(host),
    };
}
