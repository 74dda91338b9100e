namespace AgentBridge.Backtesting;

/// <summary>
/// Plays signals over candles by the rules of a release of Freqtrade: pairs that share slots and one wallet, spot, or perpetual futures without leverage, long and
/// short; one trade per pair, each with its stop and its target. It allocates per trade, and nothing per candle.
/// </summary>
/// <threadsafety>Immutable; any number of threads may run backtests with it.</threadsafety>
public sealed class BacktestEngine
{
    private readonly BacktestRules _rules;
    private readonly BacktestOptions _options;
    private readonly BacktestSizing _sizing;

    /// <summary>Creates an engine.</summary>
    /// <param name="rules">The rules of the fills.</param>
    /// <param name="options">Wallet, fee, slots, stake, warm-up.</param>
    /// <param name="sizing">Where the stake of a trade comes from.</param>
    /// <exception cref="Schema.OptionsException">An option is outside its range.</exception>
    public BacktestEngine(BacktestRules rules, BacktestOptions options, BacktestSizing sizing = BacktestSizing.Capital)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(options);
        _ = BacktestOptions.Model.Check(options);
        if (sizing is not (BacktestSizing.Capital or BacktestSizing.Stake))
        {
            throw new ArgumentOutOfRangeException(nameof(sizing), sizing, "The sizing is not set.");
        }

        (_rules, _options, _sizing) = (rules, options, sizing);
    }

    /// <summary>Runs a backtest.</summary>
    /// <param name="pairs">The pairs in the order of Freqtrade's list of pairs, each once, all of one timeframe.</param>
    /// <exception cref="BacktestException">The pairs can't be traded together, no candle is left after the warm-up, or the release lacks a protection's setting.</exception>
    public BacktestResult Run(IReadOnlyList<BacktestPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        PairChecks.Require(pairs, _options);
        PairChecks.RequireRealistic(pairs, _options, _rules);
        BacktestProtections.Require(_options.Protections, _rules);
        return _rules.Fills is { } fills
            ? new RealisticRun(pairs, _rules, fills, _options, _sizing).Play()
            : new BacktestRun(pairs, _rules, _options, _sizing).Play();
    }
}
