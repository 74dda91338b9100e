using System.CommandLine;
using System.Text.RegularExpressions;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Candle files as the command line names them: <c>[PAIR=]FILE</c>.</summary>
internal static partial class CandleFiles
{
    /// <summary>A file, its pair and the price step that its market is said to have.</summary>
    internal sealed record CandleFileArgument(string Path, string Symbol, Timeframe Timeframe, PriceStep Step = default);

    /// <summary>Reads one file through the border; warnings go to stderr.</summary>
    public static CandleSeries Read(CandleFileArgument file, bool quarantine, CliHost host)
    {
        var result = CandleFile.Read(file.Path, file.Symbol, file.Timeframe, quarantine ? CandleFaultPolicy.Quarantine : CandleFaultPolicy.Stop);
        if (!result.Report.IsClean)
        {
            host.Error.WriteLine($"bridge: {file.Path}: {result.Report.ToSummary()}");
        }

        return result.Series.WithMarketStep(file.Step);
    }

    /// <summary>
    /// Settles whose candles a file holds: the pair in front of it, else the pair that its name begins with (as Freqtrade names
    /// files: BTC_USDT-5m…, BTC_USDT_USDT-5m…), else --symbol, else DEFAULT_SYMBOL. A --symbol that contradicts the file is an error.
    /// </summary>
    public static CandleFileArgument Settle(string argument, string? symbolOption, string? timeframeOption, BridgeConfig config, CliHost host)
    {
        var symbol = symbolOption is null ? null : Symbol(symbolOption, "--symbol");
        var (named, path) = Split(argument);
        var held = named ?? FromName(path);
        if (held is not null && symbol is not null && !string.Equals(held, symbol, StringComparison.Ordinal))
        {
            throw new CliException(ExitCodes.Usage, $"{path} holds {held}, not {symbol} (--symbol); if its name misleads, write --candles {symbol}={path}");
        }

        return new(host.FullPath(path), held ?? symbol ?? config.DefaultSymbol, Timeframe(timeframeOption, config), config.TickSize);
    }

    /// <summary>The timeframe of --timeframe, else TIMEFRAME.</summary>
    public static Timeframe Timeframe(string? option, BridgeConfig config) => Timeframe(option) ?? config.Timeframe;

    /// <summary>The timeframe of --timeframe; <see langword="null"/> where it is not there.</summary>
    public static Timeframe? Timeframe(string? option)
    {
        if (option is null)
        {
            return null;
        }

        return Market.Timeframe.TryParseTraded(option, out var timeframe)
            ? timeframe
            : throw new CliException(ExitCodes.Usage, $"--timeframe {option}: expected one of {string.Join(", ", Market.Timeframe.Traded)}");
    }

    /// <summary>A pair as the user wrote it.</summary>
    public static string Symbol(string text, string place) =>
        SignalSymbol.IsValid(text)
            ? text
            : throw new CliException(ExitCodes.Usage, $"{place} {text}: expected a pair such as BTC/USDT (upper case, with a slash)");

    /// <summary>The only --candles argument.</summary>
    public static string Single(ParseResult parsed, Option<string[]> option)
    {
        var values = parsed.GetValue(option) ?? [];
        return values.Length == 1
            ? values[0]
            : throw new CliException(ExitCodes.Usage, values.Length == 0 ? "--candles FILE is required" : "one --candles FILE at a time");
    }

    private static (string? Pair, string Path) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && SignalSymbol.IsValid(argument.AsSpan(0, equals)) ? (argument[..equals], argument[(equals + 1)..]) : (null, argument);
    }

    private static string? FromName(string path)
    {
        var match = PairName().Match(Path.GetFileName(path));
        if (!match.Success)
        {
            return null;
        }

        var settle = match.Groups["settle"];
        return $"{match.Groups["base"].Value}/{match.Groups["quote"].Value}{(settle.Success ? ":" + settle.Value : string.Empty)}";
    }

    [GeneratedRegex("^(?<base>[A-Z0-9]{1,20})_(?<quote>[A-Z0-9]{1,20})(_(?<settle>[A-Z0-9]{1,20}))?-[0-9]+[mhdw]\\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PairName();
}
