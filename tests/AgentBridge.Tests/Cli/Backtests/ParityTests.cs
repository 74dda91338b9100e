using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge parity on the real Freqtrade: every trade equal in nine fields, every figure to 1e-9.</summary>
public sealed class ParityTests : IDisposable
{
    private readonly BridgeCli _cli = new() { Clock = TimeProvider.System };

    public void Dispose() => _cli.Dispose();

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("2024.2")]
    [InlineData("2026.9")]
    public async Task Parity_GeneratedCandles_IsEqual(string release)
    {
        var candles = _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 3_000 }));

        var (trades, figures) = await CompareAsync(release, "--candles", candles);

        trades.Should().BeGreaterThan(20);
        figures.Should().BeGreaterThan(15);
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Long)]
    [InlineData("2024.2", "capital")]
    [InlineData("2026.9", "capital")]
    [InlineData("2024.2", "unlimited")]
    [InlineData("2026.9", "unlimited")]
    public async Task Parity_FourPairsOverTwoSlots_IsEqual(string release, string stake)
    {
        string[] files = ["spot-2024/DOGE_USDT-5m.csv", "spot-2024/SHIB_USDT-5m.csv", "spot-2024/1000SATS_USDT-5m.csv", "spot-2025/WBTC_USDT-5m.csv"];
        var candles = files.SelectMany(file => new[] { "--candles", SharedData.Require(["candles", "more", .. file.Split('/')]) });

        var (trades, _) = await CompareAsync(release, [.. candles, "--slots", "2", "--stake", stake]);

        trades.Should().BeGreaterThan(500);
    }

    private async Task<(int Trades, int Figures)> CompareAsync(string release, params string[] arguments)
    {
        Skip.If(FreqtradeCheckout.Environment(release) is null, $"needs {FreqtradeCheckout.Variable(release)}: the path of a Freqtrade environment's python");
        FreqtradeCheckout.Use(_cli, release);

        var result = await _cli.RunAsync(["parity", .. arguments, "--freqtrade", release, "--json"]);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        var document = result.Json();
        document.EnumerateObject().Select(p => p.Name).Should().Equal(
            "equal", "freqtrade", "rules", "compared", "fields", "classes", "first_divergence", "metrics", "different_metrics", "our_sha256", "freqtrade_sha256", "assumptions", "our_seconds", "freqtrade_seconds");
        document.GetProperty("equal").GetBoolean().Should().BeTrue();
        document.GetProperty("our_sha256").GetString().Should().Be(document.GetProperty("freqtrade_sha256").GetString());
        document.GetProperty("different_metrics").GetArrayLength().Should().Be(0);
        return (document.GetProperty("compared").GetInt32(), document.GetProperty("metrics").GetInt32());
    }
}
