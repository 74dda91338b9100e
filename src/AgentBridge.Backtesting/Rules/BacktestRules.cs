using System.Collections.Immutable;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>
/// The rules by which a backtest fills orders: one record of choices per release of Freqtrade, and realistic ones with parameters. The engine reads the choices and never the
/// release, so a further release is a further record.
/// </summary>
/// <param name="Name">The name on the command line, such as <c>freqtrade-2024.2</c>.</param>
/// <param name="Release">The release of Freqtrade whose trades these rules reproduce; empty for realistic ones.</param>
public sealed record BacktestRules(string Name, string Release)
{
    /// <summary>The rules of Freqtrade 2024.2.</summary>
    public static BacktestRules Freqtrade2024 { get; } = new("freqtrade-2024.2", "2024.2");

    /// <summary>The rules of Freqtrade 2026.9.</summary>
    public static BacktestRules Freqtrade2026 { get; } = new("freqtrade-2026.9", "2026.9")
    {
        OpenTradesFirst = true,
        FreedSlotIsReusable = true,
        TickIsOfTheData = true,
        RestingExitIsReviewed = true,
        TimeoutIncludesItsEnd = true,
        RoundsEveryPrice = true,
        HasNewMetrics = true,
        HasNewProtections = true,
        HasNewPartialExits = true,
        FundingTimeframe = Timeframe.Parse("1h"),
        HasNewFutures = true,
    };

    /// <summary>The realistic rules with the standard parameters: fills as on paper.</summary>
    public static BacktestRules Realistic { get; } = RealisticWith(new FillOptions());

    /// <summary>The rule sets of Freqtrade's releases, the oldest first.</summary>
    public static ImmutableArray<BacktestRules> All { get; } = [Freqtrade2024, Freqtrade2026];

    /// <summary>The parameters of realistic fills; <see langword="null"/> for the rules of Freqtrade, whose backtest has none of them.</summary>
    public FillOptions? Fills { get; private init; }

    /// <summary>Whether pairs with an open trade come first in a candle, in the order of opening, and then the list of pairs; otherwise the list alone.</summary>
    public bool OpenTradesFirst { get; private init; }

    /// <summary>Whether a slot that is freed in a candle can be used in the same candle; otherwise the slots are counted when the candle begins.</summary>
    public bool FreedSlotIsReusable { get; private init; }

    /// <summary>
    /// Whether the price step of a trade is 10^-d, where d is the most decimals in the candles of its entry's month (of the last month with
    /// decimals, if that has none); otherwise the market's.
    /// </summary>
    public bool TickIsOfTheData { get; private init; }

    /// <summary>Whether the exits of a trade are checked again while an exit order rests, and a different order replaces it.</summary>
    public bool RestingExitIsReviewed { get; private init; }

    /// <summary>Whether a resting order is cancelled when its timeout is over to the millisecond; otherwise only after that.</summary>
    public bool TimeoutIncludesItsEnd { get; private init; }

    /// <summary>
    /// Whether the entry price and every exit price are rounded to the price step, half up, and stops are rounded up in exact decimals; otherwise only
    /// a target is rounded, and stops are rounded up in doubles.
    /// </summary>
    public bool RoundsEveryPrice { get; private init; }

    /// <summary>
    /// Whether the figures have the newer definitions: a drawdown may begin at the start, the volume is that of all orders, the market's change begins after
    /// the warm-up, and there is an SQN.
    /// </summary>
    public bool HasNewMetrics { get; private init; }

    /// <summary>
    /// Whether the amount of a partial exit is the asked share of the amount, and protections are asked after it; otherwise it is the asked share of the stake
    /// at the current price.
    /// </summary>
    public bool HasNewPartialExits { get; private init; }

    /// <summary>
    /// Whether protections have the newer definitions: a lock is over at its end, CooldownPeriod looks back for its look-back period, the drawdown of MaxDrawdown
    /// may begin before the first trade and be that of the wallet, and a lock may end at a time of day; otherwise a lock still holds at its end, and CooldownPeriod
    /// looks back as long as it locks.
    /// </summary>
    public bool HasNewProtections { get; private init; }

    /// <summary>The timeframe of the mark prices and the funding of futures: payments at other times of day are not known.</summary>
    public Timeframe FundingTimeframe { get; private init; } = Timeframe.Parse("8h");

    /// <summary>
    /// Whether a trade whose pair signals the other side is replaced in the candle in which it closes, a partial exit settles the funding until then, and the
    /// leverage tiers limit the stake; otherwise the exit that closes the trade settles all funding.
    /// </summary>
    public bool HasNewFutures { get; private init; }

    /// <summary>The realistic rules with some parameters.</summary>
    /// <param name="fills">Slippage, spread, volume limit, latency, funding, the maker's fee.</param>
    /// <exception cref="Schema.OptionsException">A parameter is outside its range, or two contradict each other.</exception>
    public static BacktestRules RealisticWith(FillOptions fills)
    {
        ArgumentNullException.ThrowIfNull(fills);
        _ = FillOptions.Model.Check(fills);
        return new("realistic", string.Empty) { Fills = fills, HasNewMetrics = true, HasNewProtections = true };
    }

    /// <summary>The rules of a name; <see langword="null"/> if there are none. Those of the name <c>realistic</c> have the standard parameters.</summary>
    /// <param name="name">Such as <c>freqtrade-2024.2</c>, or the release alone.</param>
    public static BacktestRules? Find(string name) =>
        string.Equals(name, Realistic.Name, StringComparison.Ordinal)
            ? Realistic
            : All.FirstOrDefault(rules => string.Equals(rules.Name, name, StringComparison.Ordinal) || string.Equals(rules.Release, name, StringComparison.Ordinal));
}
