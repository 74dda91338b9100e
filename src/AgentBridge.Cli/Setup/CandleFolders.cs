using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Data folders on the command line: <c>--candles user_data/data/binance --pairs BTC/USDT,ETH/USDT</c>.</summary>
internal static class CandleFolders
{
    /// <summary>Replaces each folder by the files of the pairs in it.</summary>
    /// <param name="values">The values of --candles, or a file argument.</param>
    /// <param name="pairs">The value of --pairs.</param>
    /// <param name="symbol">The value of --symbol, the pair of a folder without --pairs.</param>
    /// <param name="timeframe">The timeframe of --timeframe; the default value where the folder leaves no choice.</param>
    /// <param name="host">The program's environment.</param>
    /// <exception cref="CliException">A folder without a pair, or pairs without a folder.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> values, string? pairs, string? symbol, Timeframe timeframe, CliHost host)
    {
        var wanted = pairs?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(pair => CandleFiles.Symbol(pair, "--pairs")).ToList();
        if (wanted is { Count: 0 })
        {
            throw new CliException(ExitCodes.Usage, "--pairs names no pair; write --pairs BTC/USDT,ETH/USDT");
        }

        if (wanted is not null && !values.Any(value => IsFolder(value, host)))
        {
            throw new CliException(ExitCodes.Usage, "--pairs chooses from a data folder; name one with --candles FOLDER, or each file with --candles PAIR=FILE");
        }

        return [.. values.SelectMany(value => IsFolder(value, host) ? FilesOf(value, wanted, symbol, timeframe, host) : [FileOf(value, timeframe, host)])];
    }

    /// <summary>PAIR=FOLDER names one file of it; all else is left as it is.</summary>
    private static string FileOf(string value, Timeframe timeframe, CliHost host)
    {
        return value.Split('=', 2) is [var pair, var folder] && SignalSymbol.IsValid(pair) && IsFolder(folder, host)
            ? FilesOf(folder, [pair], symbol: null, timeframe, host).Single()
            : value;
    }

    private static bool IsFolder(string value, CliHost host) => value.Length > 0 && Directory.Exists(host.FullPath(value));

    private static IEnumerable<string> FilesOf(string folder, List<string>? pairs, string? symbol, Timeframe timeframe, CliHost host)
    {
        var wanted = pairs ?? (symbol is null ? null : [CandleFiles.Symbol(symbol, "--symbol")]);
        if (wanted is null)
        {
            var there = CandleFolder.Pairs(host.FullPath(folder));
            throw new CliException(ExitCodes.Usage, $"{folder} is a folder; choose from it with --pairs, such as --pairs {there[0]}; it has {Shown(there)}");
        }

        return wanted.Select(pair => $"{pair}={CandleFolder.Find(host.FullPath(folder), pair, timeframe).Path}");
    }

    private static string Shown(IReadOnlyList<string> pairs) =>
        pairs.Count <= 40 ? string.Join(", ", pairs) : FormattableString.Invariant($"{string.Join(", ", pairs.Take(40))} and {pairs.Count - 40} more");
}
