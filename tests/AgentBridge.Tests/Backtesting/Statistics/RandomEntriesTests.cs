using AgentBridge.Backtesting;

namespace AgentBridge.Tests.Backtesting;

/// <summary>
/// Random entries on candles of which every 20th reaches the stop and the one after it the target: an entry at that one alone wins.
/// </summary>
public sealed class RandomEntriesTests
{
    private const int Period = 20;

    [Fact]
    public void Of_EntriesThatAloneWin_AreHardlyReachedAtRandom()
    {
        var random = Of(offset: 0);

        (random.Runs, random.Seed, random.PValue).Should().Be((1_000, 7, 1.0 / 1_001));
        random.Returns.High.Should().BeNegative();
    }

    [Fact]
    public void Of_EntriesThatAllLose_AreReachedAtRandom() => Of(offset: 1).PValue.Should().BeGreaterThan(0.7);

    [Fact]
    public void Of_SameSeed_GivesTheSame()
    {
        Of(offset: 0).Should().Be(Of(offset: 0));
        Of(offset: 0, seed: 8).Should().NotBe(Of(offset: 0));
    }

    [Fact]
    public void Of_NoRunsOrNoTrades_IsNull()
    {
        var pair = Pair(0);
        var result = BacktestCase.Run(BacktestRules.Freqtrade2026, pair);

        BacktestStatistics.Of(result, [pair], BacktestCase.Options, runs: 0).RandomEntries.Should().BeNull();
        var none = pair with { Signals = [] };
        BacktestStatistics.Of(BacktestCase.Run(BacktestRules.Freqtrade2026, none), [none], BacktestCase.Options).RandomEntries.Should().BeNull();
    }

    private static RandomEntries Of(int offset, int seed = 7)
    {
        var pair = Pair(offset);
        var result = BacktestCase.Run(BacktestRules.Freqtrade2026, pair);
        result.Trades.Should().HaveCount(29);
        return BacktestStatistics.Of(result, [pair], BacktestCase.Options, runs: 1_000, seed).RandomEntries!;
    }

    /// <summary>Signals on every 20th candle, moved by an offset; the trade opens with the candle after.</summary>
    private static BacktestPair Pair(int offset)
    {
        var shapes = Enumerable.Range(0, 30 * Period).Select(i => (i % Period) switch
        {
            0 => [100, 100.5, 94, 100],
            1 => [100, 104, 99.5, 100],
            _ => BacktestCase.Quiet,
        });
        return BacktestCase.Pair("BTC/USDT", shapes, [.. Enumerable.Range(1, 29).Select(i => (Period * i) + offset)]);
    }
}
