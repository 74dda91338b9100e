using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Risk;

/// <summary>All inputs of the gate; the defaults are approved.</summary>
internal sealed record GateCase
{
    /// <summary>The close of the deciding candle.</summary>
    public static readonly DateTimeOffset Close = DateTimeOffset.FromUnixTimeMilliseconds(TestCandles.ExampleOpenMs + 300_000);

    public TradingSignal? Signal { get; init; } = LongSignal(100, 90);

    public string? Symbol { get; init; } = TestCandles.Symbol;

    public MarketState Market { get; init; } = new(500, Close.ToUnixTimeMilliseconds(), 300_000, 0, 0, 10);

    public DateTimeOffset Now { get; init; } = Close;

    public RiskOptions? Options { get; init; } = new();

    public RiskVerdict Apply() => new RiskGate(new FakeTimeProvider(Now)).ApplyRisk(Signal, Symbol, Market, Options);

    public RiskVerdict ApplyRecorded() => RiskGate.ApproveRecorded(Signal, Now, Options);

    public DenyCode Code() => Apply() is { IsApproved: false } verdict ? verdict.Check.Code : throw new InvalidOperationException("The case was approved.");

    /// <summary>A valid long with targets at 1R and 2R.</summary>
    public static TradingSignal LongSignal(double entry, double stop, double cap = 0.05) => Make(SignalSide.Long, entry, stop, cap);

    public static TradingSignal ShortSignal(double entry, double stop) => Make(SignalSide.Short, entry, stop, 0.05);

    private static TradingSignal Make(SignalSide side, double entry, double stop, double cap) => new(
        Guid.Parse("8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4"),
        Close,
        TestCandles.Symbol,
        side,
        0.6,
        new SignalEntry(EntryType.Market, entry),
        new RiskPlan(stop, new TakeProfits(new(entry + (entry - stop), 0.5), new(entry + (2 * (entry - stop)), 0.5)), cap),
        "breakout above 19-bar high");
}
