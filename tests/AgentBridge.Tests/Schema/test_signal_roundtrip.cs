using System.Text;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Schema;

/// <summary>A signal written to bytes and read back, in any layout, is exactly the same.</summary>
public sealed class test_signal_roundtrip
{
    private const int Many = 5000;

    [Fact]
    public void ToCanonicalBytes_ExampleOfTheDesign_IsTheDesignsText()
    {
        var signal = new TradingSignal(
            new Guid("8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4"),
            new DateTimeOffset(2025, 6, 1, 12, 5, 0, TimeSpan.Zero),
            "BTC/USDT",
            SignalSide.Long,
            0.6,
            new SignalEntry(EntryType.Market, 104211),
            new RiskPlan(103800, new TakeProfits(new TakeProfit(104622, 0.5), new TakeProfit(105033, 0.5)), 0.05),
            "breakout above 19-bar high");

        var bytes = SignalJson.ToCanonicalBytes(signal);

        Encoding.UTF8.GetString(bytes).Should().Be(Corpus.Example);
        Corpus.Read(bytes).Should().Be(signal);
        SignalValidator.Validate(signal).Should().BeNull();
    }

    [Fact]
    public void WriteThenRead_AnyValidSignal_IsEqual() => Property.Holds(Signals.Valid, Many, signal =>
    {
        SignalValidator.Validate(signal).Should().BeNull();
        var bytes = SignalJson.ToCanonicalBytes(signal);
        Corpus.Read(bytes).Should().Be(signal);
        SignalJson.ToCanonicalBytes(Corpus.Read(bytes)).Should().Equal(bytes);
    });

    [Fact]
    public void Read_AnyLayout_IsTheSameSignal() => Property.Holds(Signals.Laid, Many, laid =>
    {
        var message = Encoding.UTF8.GetBytes(laid.Json);
        if (message.Length <= SignalJson.MaxMessageBytes)
        {
            Corpus.Read(message).Should().Be(laid.Signal, laid.Json);
            SignalJson.ToCanonicalBytes(Corpus.Read(message)).Should().Equal(SignalJson.ToCanonicalBytes(laid.Signal));
        }
    });

    [Fact]
    public void ReadThenWrite_EveryValidFile_IsIdempotent()
    {
        foreach (var file in Corpus.All.Where(file => file.Expected is null))
        {
            var once = SignalJson.ToCanonicalBytes(Corpus.Read(file.Bytes));
            SignalJson.ToCanonicalBytes(Corpus.Read(once)).Should().Equal(once, file.Path);
        }
    }
}
