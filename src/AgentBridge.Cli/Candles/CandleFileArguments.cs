using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>Files and folders of candles as arguments.</summary>
internal static class CandleFileArguments
{
    /// <summary>The files that are meant: a folder stands for the candle files in it and in its folder <c>futures</c>; others are left as they are.</summary>
    /// <param name="arguments">Each [PAIR=]FILE or FOLDER.</param>
    /// <param name="wanted">Which of a folder's files are taken, by what their prices are.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <exception cref="CliException">A folder has no candle file.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> arguments, Func<CandlePriceType, bool> wanted, CliHost host) =>
        [.. arguments.SelectMany(argument => Expand(argument, wanted, host))];

    private static List<string> Expand(string argument, Func<CandlePriceType, bool> wanted, CliHost host)
    {
        var folder = host.FullPath(argument);
        if (!Directory.Exists(folder))
        {
            return [argument];
        }

        var files = CandleFolder.List(folder).Where(file => wanted(file.Name.PriceType)).Select(file => Path.Combine(argument, Path.GetRelativePath(folder, file.Path))).ToList();
        return files.Count > 0
            ? files
            : throw new CliException(ExitCodes.Usage, $"{argument}: this folder has no candle file with a name as Freqtrade gives it, such as BTC_USDT-5m.feather");
    }
}
