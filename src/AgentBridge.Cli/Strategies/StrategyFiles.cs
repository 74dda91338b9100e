using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The candle files of a strategy: its own pair's, and those of the other pairs that it wants.</summary>
/// <param name="Own">The file of the pair that is decided.</param>
/// <param name="Others">The files of the other pairs.</param>
internal sealed record StrategyFiles(CandleFiles.CandleFileArgument Own, IReadOnlyList<CandleFiles.CandleFileArgument> Others)
{
    /// <summary>
    /// Assigns files to pairs: the pair being decided is that of --symbol, else that of the first file; each of several files has
    /// its own pair. A missing file that the strategy needs, and a given one that it does not use, are errors.
    /// </summary>
    /// <exception cref="CliException">A file lacks, or is too many; or the strategy can't run on the timeframe.</exception>
    public static StrategyFiles Settle(CandleArguments candles, string? symbol, string? timeframe, Strategy strategy, BridgeConfig config, CliHost host)
    {
        var arguments = candles.Files;
        if (arguments.Count == 0)
        {
            throw new CliException(ExitCodes.Usage, "--candles FILE is required");
        }

        // With several files --symbol selects the one being decided; with one it names the pair of its candles.
        var files = arguments.Count == 1
            ? [CandleFiles.Settle(arguments[0], symbol, timeframe, config, host, candles.TimeUnit)]
            : arguments.Select(a => CandleFiles.SettleNamed(a, timeframe, config, host, candles.TimeUnit)).ToList();
        var own = arguments.Count == 1 || symbol is null
            ? files[0]
            : files.Find(f => string.Equals(f.Symbol, symbol, StringComparison.Ordinal))
                ?? throw new CliException(ExitCodes.Usage, $"--symbol {symbol}: no --candles file is of that pair; there are {string.Join(", ", files.Select(f => f.Symbol))}");
        var others = files.Where(f => !ReferenceEquals(f, own)).ToList();
        Check(strategy, own, others);
        return new StrategyFiles(own, others);
    }

    /// <summary>Reads and validates them; warnings go to stderr.</summary>
    public StrategyCandles Read(bool quarantine, CliHost host, bool isReplay = false) =>
        new(CandleFiles.Read(Own, quarantine, host, isReplay), Others.Select(o => CandleFiles.Read(o, quarantine, host, isReplay)));

    /// <summary>Whether a strategy can run on a timeframe, and which other pairs it uses.</summary>
    /// <exception cref="CliException">It can't.</exception>
    public static void RequireTimeframe(Strategy strategy, Timeframe timeframe)
    {
        if (strategy.Needs.Problem(timeframe) is { } problem)
        {
            throw new CliException(ExitCodes.Usage, $"strategy {strategy.Descriptor.Name.Name} needs {problem}");
        }
    }

    private static void Check(Strategy strategy, CandleFiles.CandleFileArgument own, List<CandleFiles.CandleFileArgument> others)
    {
        RequireTimeframe(strategy, own.Timeframe);
        var name = strategy.Descriptor.Name.Name;
        var wanted = strategy.OtherPairsOf(own.Symbol);
        if (others.GroupBy(o => o.Symbol, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1 || string.Equals(g.Key, own.Symbol, StringComparison.Ordinal)) is { } twice)
        {
            throw new CliException(ExitCodes.Usage, $"the candles of {twice.Key} are given twice; name one file a pair");
        }

        if (others.Find(o => !wanted.Contains(o.Symbol, StringComparer.Ordinal)) is { } stray)
        {
            throw new CliException(ExitCodes.Usage, $"strategy {name} uses no candles of {stray.Symbol} in addition to those of {own.Symbol}; leave {Path.GetFileName(stray.Path)} out");
        }

        if (wanted.FirstOrDefault(w => !others.Exists(o => string.Equals(o.Symbol, w, StringComparison.Ordinal))) is { } lacking)
        {
            throw new CliException(ExitCodes.Usage, $"strategy {name} also needs the candles of {lacking} (FEED_MISSING); add --candles {lacking}=FILE");
        }
    }
}
