using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>Files and folders of candles as arguments.</summary>
internal static class CandleFileArguments
{
    /// <summary>The files that are meant: a folder stands for the candle files in it and in its folder <c>futures</c>; others are left as they are.</summary>
    /// <param name="arguments">Each [PAIR=]FILE or FOLDER.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <exception cref="CliException">A folder has no candle file.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> arguments, CliHost host) => [.. arguments.SelectMany(argument => Expand(argument, host))];

    private static List<string> Expand(string argument, CliHost host)
    {
        var folder = host.FullPath(argument);
        if (!Directory.Exists(folder))
        {
            return [argument];
        }

        var all = CandleFolder.List(folder);
        var files = all.Where(file => file.Name.PriceType != CandlePriceType.FundingRate).ToList();
        if (files.Count == 0)
        {
            throw new CliException(ExitCodes.Usage, $"{argument}: this folder has {(all.Count > 0 ? "only funding rates and " : string.Empty)}no candle file with a name as Freqtrade gives it, such as BTC_USDT-5m.feather");
        }

        if (all.Count > files.Count)
        {
            host.Error.WriteLine(FormattableString.Invariant($"bridge: {argument}: {all.Count - files.Count} of its {all.Count} files hold funding rates, which are not candles, and are left out"));
        }

        return files.ConvertAll(file => Path.Combine(argument, Path.GetRelativePath(folder, file.Path)));
    }
}
