using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Signals and candles with round numbers, and an executor to run them.</summary>
internal static class PaperCase
{
    public const long Start = TestCandles.ExampleOpenMs;
    public const long Step = 300_000;

    /// <summary>A long at 100, stop 90, TP1 110, TP2 120, due at the candle of an index.</summary>
    public static TradingSignal Signal(int due = 0, double entry = 100, double stop = 90, double cap = 0.1, string name = "a") => new(
        DecisionId.VersionFive(DecisionId.Namespace, FormattableString.Invariant($"{name}|{due}")),
        DateTimeOffset.FromUnixTimeMilliseconds(Start + (due * Step)),
        TestCandles.Symbol,
        SignalSide.Long,
        0.6,
        new SignalEntry(EntryType.Market, entry),
        new RiskPlan(stop, new TakeProfits(new(entry + (entry - stop), 0.5), new(entry + (2 * (entry - stop)), 0.5)), cap),
        "a case");

    public static Candle Bar(int index, double open, double high, double low, double close) => new(Start + (index * Step), open, high, low, close, 1);

    public static Candle Quiet(int index) => Bar(index, 100, 101, 99, 100);

    public static PaperExecutor Executor(double fee = 0.001, double slippage = 0.0005, double wallet = 10_000, double minRLeft = 0.25) =>
        new(new PaperOptions { Fee = fee, Slippage = slippage, Wallet = wallet, MinRLeft = minRLeft });

    /// <summary>An executor that has opened the signal at 100 on candle 0.</summary>
    public static PaperExecutor Opened(double fee = 0, double slippage = 0, double cap = 0.1)
    {
        var executor = Executor(fee, slippage);
        executor.Offer(Signal(cap: cap)).Should().BeNull();
        executor.Play(Quiet(0)).Opened.Should().NotBeNull();
        return executor;
    }
}
