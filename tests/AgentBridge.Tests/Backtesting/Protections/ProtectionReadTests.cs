using System.Text;
using System.Text.Json;
using AgentBridge.Backtesting;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Protections in Freqtrade's form, read strictly.</summary>
public sealed class ProtectionReadTests
{
    [Fact]
    public void Read_EveryMethod_HasFreqtradesDefaults() =>
        Read("""[{"method":"StoplossGuard"},{"method":"MaxDrawdown"},{"method":"CooldownPeriod"},{"method":"LowProfitPairs"}]""").Should().Equal(
            new StoplossGuard { TradeLimit = 10 }, new MaxDrawdown { TradeLimit = 1 }, new CooldownPeriod(), new LowProfitPairs { TradeLimit = 1 });

    [Theory]
    [InlineData("""[{"method":"StoplossGuard","trade_limit":4,"only_per_pair":true,"only_per_side":true,"required_profit":-0.01,"stop_duration_candles":3,"lookback_period":90}]""")]
    [InlineData("""[{"method":"MaxDrawdown","trade_limit":5,"max_allowed_drawdown":0.2,"calculation_mode":"equity","unlock_at":"16:30","lookback_period_candles":48}]""")]
    [InlineData("""[{"method":"CooldownPeriod","stop_duration":7,"lookback_period":60}]""")]
    [InlineData("""[{"method":"LowProfitPairs","trade_limit":2,"only_per_side":false,"required_profit":0.02,"stop_duration":60,"lookback_period_candles":6}]""")]
    public void Write_WhatWasRead_IsTheSameDocument(string json)
    {
        var protections = Read(json);

        JsonSerializer.Serialize(protections).Should().Be(json);
        JsonSerializer.Deserialize<BacktestProtection[]>(json).Should().Equal(protections);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{}", "expected a list of protections")]
    [InlineData("[1]", "protection 1: expected an object")]
    [InlineData("""[{"method":"CooldownPeriod"},{}]""", "protection 2: method is missing")]
    [InlineData("""[{"method":"Cooldown"}]""", "protection 1 (Cooldown): there is no such protection here; available: StoplossGuard, MaxDrawdown, CooldownPeriod, LowProfitPairs")]
    [InlineData("""[{"method":"CooldownPeriod","trade_limit":2}]""", "protection 1 (CooldownPeriod): trade_limit is no setting of it; available: method, stop_duration")]
    [InlineData("""[{"method":"MaxDrawdown","trade_limit":0}]""", "trade_limit=0: expected a whole number from 1")]
    [InlineData("""[{"method":"MaxDrawdown","trade_limit":"2"}]""", "trade_limit=\"2\": expected a whole number")]
    [InlineData("""[{"method":"MaxDrawdown","max_allowed_drawdown":-0.1}]""", "max_allowed_drawdown=-0.1: expected a number ≥ 0")]
    [InlineData("""[{"method":"MaxDrawdown","calculation_mode":"money"}]""", "expected ratios or equity")]
    [InlineData("""[{"method":"StoplossGuard","only_per_pair":1}]""", "only_per_pair=1: expected true or false")]
    [InlineData("""[{"method":"CooldownPeriod","stop_duration":2.5}]""", "stop_duration=2.5: expected a whole number")]
    [InlineData("""[{"method":"CooldownPeriod","unlock_at":"24:00"}]""", "unlock_at=\"24:00\": expected a time of day")]
    [InlineData("""[{"method":"CooldownPeriod","unlock_at":"16:00","stop_duration":2}]""", "exclude each other")]
    [InlineData("""[{"method":"CooldownPeriod","stop_duration":2,"stop_duration_candles":2}]""", "exclude each other")]
    [InlineData("""[{"method":"CooldownPeriod","method":"CooldownPeriod"}]""", "no JSON")]
    public void Read_UnusableList_IsRefusedWithCodeAndPlace(string json, string words)
    {
        var refused = FluentActions.Invoking(() => Read(json)).Should().Throw<BacktestException>().Which;

        refused.Code.Should().Be("PROTECTION_INVALID");
        refused.Message.Should().Contain(words);
    }

    [Fact]
    public void Read_KeysOfTheStrategysOwnTable_AreTheSame()
    {
        var lines = File.ReadAllLines(Repository.PathOf("strategy-bridge", "agent_bridge", "protections.py"));
        var common = Words(lines.Single(line => line.StartsWith("_COMMON = ", StringComparison.Ordinal)));
        var methods = lines.Where(line => line.StartsWith("    \"", StringComparison.Ordinal) && line.Contains("\": (", StringComparison.Ordinal)).Select(Words).ToDictionary(words => words[0], words => words[1..], StringComparer.Ordinal);

        methods.Should().HaveCount(4);
        foreach (var (method, keys) in methods)
        {
            var message = FluentActions.Invoking(() => Read($$"""[{"method":"{{method}}","none":1}]""")).Should().Throw<BacktestException>().Which.Message;
            message.Split("available: ")[1].Split(", ").Should().BeEquivalentTo([.. keys, .. common, "method"]);
        }
    }

    private static IReadOnlyList<BacktestProtection> Read(string json) => BacktestProtections.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>The texts in quotation marks.</summary>
    private static string[] Words(string line) => [.. line.Split('"').Where((_, index) => index % 2 == 1)];
}
