using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The candle files of a command line, folders replaced by the files in them.</summary>
/// <param name="Files">Each as <c>[PAIR=]FILE</c>.</param>
/// <param name="TimeUnit">The unit of their times, if it was given.</param>
internal sealed record CandleArguments(IReadOnlyList<string> Files, CandleTimeUnit TimeUnit = CandleTimeUnit.Unspecified)
{
    /// <summary>The only file.</summary>
    /// <exception cref="CliException">There is none, or there are several.</exception>
    public string Single() => Files.Count == 1
        ? Files[0]
        : throw new CliException(ExitCodes.Usage, Files.Count == 0 ? "--candles FILE is required" : "one --candles FILE at a time");
}
