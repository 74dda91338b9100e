using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Candle files as the command line names them: <c>[PAIR=]FILE</c>.</summary>
internal static class CandleFiles
{
    /// <summary>A file, its pair, and the price step given for its market.</summary>
    internal sealed record CandleFileArgument(string Path, string Symbol, Timeframe Timeframe, PriceStep Step = default)
    {
        /// <summary>Notices about what was assumed, or chosen against the file's name.</summary>
        public IReadOnlyList<string> Notes { get; init; } = [];

        /// <summary>The unit of the file's times, if it was given.</summary>
        public CandleTimeUnit TimeUnit { get; init; }
    }

    /// <summary>Reads and validates one file; warnings go to stderr. Rows that have not closed by the wall clock are left out.</summary>
    /// <param name="file">Its path, pair and timeframe, as the user gave them.</param>
    /// <param name="quarantine">Whether faulty rows are left out.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="isReplay">Whether it is only replayed: candles far ahead of the clock are synthetic, and can be replayed as they are.</param>
    public static CandleSeries Read(CandleFileArgument file, bool quarantine, CliHost host, bool isReplay = false)
    {
        var options = new CandleFileOptions { Policy = quarantine ? CandleFaultPolicy.Quarantine : CandleFaultPolicy.Stop, TimeUnit = file.TimeUnit };
        var result = CandleFile.Read(file.Path, file.Symbol, file.Timeframe, options);
        foreach (var note in file.Notes.Concat(result.Report.Notices))
        {
            host.Error.WriteLine($"bridge: {note}");
        }

        if (!result.Report.IsClean)
        {
            host.Error.WriteLine($"bridge: {file.Path}: {result.Report.ToSummary()}");
        }

        var series = result.Series.WithMarketStep(file.Step);
        return isReplay && IsAheadOf(host.Clock, series) ? series : Closed(series, file.Path, host);
    }

    /// <summary>Whether a series continues beyond the currently running candle, which a recorded one never does.</summary>
    private static bool IsAheadOf(TimeProvider clock, CandleSeries series) => series.OpenTimes[^1] > clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A running candle may close at other prices: nothing is decided on it, not even a second early.</summary>
    private static CandleSeries Closed(CandleSeries series, string path, CliHost host)
    {
        var closed = series.ClosedBy(host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        var running = series.Count - closed.Count;
        if (running == 0)
        {
            return series;
        }

        if (closed.Count == 0)
        {
            throw new CliException(ExitCodes.Usage, $"{path}: no candle has closed yet; the first closes at {ShownTime.Second(series.CloseTimeMs(0))} (check the machine's clock if that is past)");
        }

        var what = running == 1 ? "the last candle has" : FormattableString.Invariant($"the last {running} candles have");
        host.Error.WriteLine($"bridge: {path}: {what} not closed yet and {(running == 1 ? "is" : "are")} left out (the first of them closes at {ShownTime.Second(series.CloseTimeMs(closed.Count))})");
        return closed;
    }

    /// <summary>
    /// Determines the pair of a file's candles: the pair in front of it, else the pair in its name (see <see cref="CandleFileName"/>),
    /// else --symbol, else DEFAULT_SYMBOL. A --symbol that contradicts the file is an error, and so is a name that seems to mean a pair
    /// that is ambiguous: another coin's candles are never taken for the default pair's.
    /// </summary>
    public static CandleFileArgument Settle(string argument, string? symbolOption, string? timeframeOption, BridgeConfig config, CliHost host, CandleTimeUnit unit = CandleTimeUnit.Unspecified)
    {
        var symbol = symbolOption is null ? null : Symbol(symbolOption, "--symbol");
        var (named, path) = Split(argument, host);
        var name = CandleFileName.Read(path);
        var inside = named is null ? PairInside(path, name, symbol, host) : null;
        var held = named ?? inside ?? name.Pair;
        if (held is not null && symbol is not null && !string.Equals(held, symbol, StringComparison.Ordinal))
        {
            RequireFile(path, host);
            throw new CliException(ExitCodes.Usage, $"{path} has {held}, not {symbol} (--symbol); if its name misleads, write --candles {symbol}={path}");
        }

        if (held is null && symbol is null && name.Question is { } question)
        {
            RequireFile(path, host);
            throw new CliException(ExitCodes.Usage, $"{path}: {question}; write --candles PAIR=FILE, such as --candles ETH/USDT={path}");
        }

        var timeframe = Timeframe(timeframeOption, config);
        var settled = held ?? symbol ?? config.DefaultSymbol;
        return new(host.FullPath(path), settled, timeframe, config.TickSize) { Notes = [.. Notes(path, name, named ?? inside, symbol, settled, timeframe)], TimeUnit = unit };
    }

    /// <summary>The pair that the rows themselves name, as some sites' do; a name that says another is an error.</summary>
    private static string? PairInside(string path, CandleFileName name, string? symbol, CliHost host)
    {
        string? inside;
        try
        {
            inside = CandleFile.Detect(host.FullPath(path)).Symbol is { } spelled ? CandleFileName.OfSymbol(spelled) : null;
        }
        catch (CandleSourceException)
        {
            // Whoever reads it says so.
            return null;
        }

        return inside is null || symbol is not null || name.Pair is null || string.Equals(inside, name.Pair, StringComparison.Ordinal)
            ? inside
            : throw new CliException(ExitCodes.Usage, $"{path}: its name says {name.Pair}, its rows say {inside}; write --candles PAIR=FILE, such as --candles {inside}={path}");
    }

    /// <summary>A file and the pair in front of it, in its name or, if it has none, of --symbol; no default is taken for it.</summary>
    /// <exception cref="CliException">--symbol contradicts the file.</exception>
    public static (string Path, string? Pair) Identify(string argument, string? symbolOption, CliHost host)
    {
        var (named, path) = Split(argument, host);
        return symbolOption is not null || named is not null
            ? (host.FullPath(path), Settle(argument, symbolOption, null, new(), host).Symbol)
            : (host.FullPath(path), CandleFileName.Read(path).Pair);
    }

    /// <summary>Whether a pair is in front of a file or in its name, so that DEFAULT_SYMBOL is not needed.</summary>
    public static bool NamesPair(string argument)
    {
        var parts = argument.Split('=', 2);
        return (parts.Length > 1 && SignalSymbol.IsValid(parts[0])) || CandleFileName.Read(argument).Pair is not null;
    }

    /// <summary>Resolves a file whose pair does not matter; a pair that contradicts --symbol is still an error.</summary>
    public static string SettlePath(string argument, string? symbolOption, CliHost host)
    {
        var (named, path) = Split(argument, host);
        return symbolOption is not null || named is not null ? Settle(argument, symbolOption, null, new(), host).Path : host.FullPath(path);
    }

    private static IEnumerable<string> Notes(string path, CandleFileName name, string? named, string? symbol, string settled, Timeframe timeframe)
    {
        if (named is not null && name.Pair is not null && !string.Equals(named, name.Pair, StringComparison.Ordinal))
        {
            yield return $"{path}: its name says {name.Pair}; taken as {settled}, as given by --candles";
        }

        if (named is null && symbol is null && !name.IsFreqtrades)
        {
            yield return name.Pair is null
                ? $"{path}: its name contains no pair; taken as {settled} (DEFAULT_SYMBOL); --candles PAIR=FILE names another"
                : $"{path}: taken as {settled}, from its name; --candles PAIR=FILE names another";
        }

        if (name.Timeframe is not null && !string.Equals(name.Timeframe, timeframe.ToString(), StringComparison.Ordinal))
        {
            yield return $"{path}: its name says {name.Timeframe}; its candles are {timeframe}";
        }
    }

    /// <summary>As <see cref="Settle"/>, for several files: each has its own pair, in front of it or in its name.</summary>
    /// <exception cref="CliException">It does not.</exception>
    public static CandleFileArgument SettleNamed(string argument, string? timeframeOption, BridgeConfig config, CliHost host, CandleTimeUnit unit)
    {
        var (named, path) = Split(argument, host);
        return named is null && CandleFileName.Read(path).Pair is null
            ? throw new CliException(ExitCodes.Usage, $"--candles {argument}: one --candles FILE, or several that each name their pair: --candles BASE/QUOTE={argument}")
            : Settle(argument, null, timeframeOption, config, host, unit);
    }

    /// <summary>The timeframe of --timeframe, else TIMEFRAME.</summary>
    public static Timeframe Timeframe(string? option, BridgeConfig config) => Timeframe(option) ?? config.Timeframe;

    /// <summary>The timeframe of --timeframe; <see langword="null"/> if it is not given.</summary>
    public static Timeframe? Timeframe(string? option)
    {
        if (option is null)
        {
            return null;
        }

        return Market.Timeframe.TryParseTraded(option, out var timeframe)
            ? timeframe
            : throw new CliException(ExitCodes.Usage, ConfigKeys.Of("TIMEFRAME").ErrorOf("--timeframe", option));
    }

    /// <summary>The timeframe of --timeframe where nothing is traded on it, so that it may be any; <see langword="null"/> if it is not given.</summary>
    public static Timeframe? AnyTimeframe(string? option) =>
        option is null ? null
        : Market.Timeframe.TryParse(option, out var timeframe) ? timeframe
        : throw new CliException(ExitCodes.Usage, $"--timeframe={option}: expected a whole number and s, m, h, d or w, such as 1s, 5m or 1h");

    /// <summary>Parses a pair written by the user.</summary>
    public static string Symbol(string text, string place) =>
        SignalSymbol.IsValid(text)
            ? text
            : throw new CliException(ExitCodes.Usage, ConfigKeys.Of("DEFAULT_SYMBOL").ErrorOf(place, text));

    /// <summary>A file that is not there is reported as such, not by what its name may mean.</summary>
    private static void RequireFile(string path, CliHost host)
    {
        var full = host.FullPath(path);
        if (!Path.Exists(full))
        {
            // Fails as the reader does: one text and one code for it.
            CandleFile.OpenForReading(full).Dispose();
        }
    }

    private static (string? Pair, string Path) Split(string argument, CliHost host)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            return (null, argument);
        }

        var (pair, path) = (argument[..equals], argument[(equals + 1)..]);
        if (SignalSymbol.IsValid(pair))
        {
            return (pair, path);
        }

        // A file name may contain an equals sign; a misspelt pair precedes the name of an existing file.
        return File.Exists(host.FullPath(argument)) || path.Length == 0 || !File.Exists(host.FullPath(path))
            ? (null, argument)
            : throw new CliException(ExitCodes.Usage, $"--candles {argument}: '{pair}' is not a pair; write it in capitals with a slash, such as --candles ETH/USDT={path}");
    }
}
