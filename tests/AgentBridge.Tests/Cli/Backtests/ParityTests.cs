using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge parity on both releases of the real Freqtrade, side by side: every trade equal in nine fields, every figure to 1e-9.</summary>
public sealed class ParityTests
{
    private static readonly string[] Releases = ["2024.2", "2026.9"];

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Parity_GeneratedCandles_IsEqual()
    {
        var candles = GeneratedCandles.Create(new() { Count = 3_000 });

        var documents = await CompareAsync(cli => ["--candles", cli.WriteCandles(candles)]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 20 && d.GetProperty("metrics").GetInt32() >= 20);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_TenRecordedMonths_IsEqual()
    {
        var documents = await CompareAsync(_ => ["--candles", SharedData.Require("candles", "BTC_USDT-5m.obseries.csv")]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 1_200);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_FourPairsOverTwoSlots_IsEqual()
    {
        string[] files = ["spot-2024/DOGE_USDT-5m.csv", "spot-2024/SHIB_USDT-5m.csv", "spot-2024/1000SATS_USDT-5m.csv", "spot-2025/WBTC_USDT-5m.csv"];
        string[] candles = [.. files.SelectMany(file => new[] { "--candles", SharedData.Require(["candles", "more", .. file.Split('/')]) })];

        var documents = await CompareAsync(_ => [.. candles, "--slots", "2"]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 700);
        documents.Select(Hash).Should().OnlyHaveUniqueItems("the releases treat a freed slot differently");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_FillsOnMinutes_IsEqual()
    {
        string Candles(string name) => SharedData.Require("candles", "more", "spot-2024", name);
        string[] arguments =
        [
            "--candles", Candles("BTC_USDT-5m.csv"), "--candles", Candles("ETH_USDT-5m.csv"), "--timeframe-detail", "BTC/USDT=" + Candles("BTC_USDT-1m.csv"),
            "--timerange", "20240801-20240814", "--no-risk",
        ];

        var documents = await CompareAsync(_ => arguments);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 20);
    }

    private static async Task<JsonElement[]> CompareAsync(Func<BridgeCli, string[]> arguments)
    {
        foreach (var release in Releases)
        {
            Skip.If(FreqtradeCheckout.Environment(release) is null, $"needs {FreqtradeCheckout.Variable(release)}: the path of a Freqtrade environment's python");
        }

        return await Task.WhenAll(Releases.Select(release => CompareAsync(release, arguments)));
    }

    private static async Task<JsonElement> CompareAsync(string release, Func<BridgeCli, string[]> arguments)
    {
        using var cli = new BridgeCli { Clock = TimeProvider.System };
        FreqtradeCheckout.Use(cli, release);

        var result = await cli.RunAsync(["parity", .. arguments(cli), "--freqtrade", release, "--json"]);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        var document = result.Json();
        document.EnumerateObject().Select(p => p.Name).Should().Equal(
            "equal", "freqtrade", "rules", "compared", "fields", "classes", "first_divergence", "metrics", "different_metrics", "our_sha256", "freqtrade_sha256", "assumptions", "our_seconds", "freqtrade_seconds");
        document.GetProperty("equal").GetBoolean().Should().BeTrue();
        Hash(document).Should().Be(document.GetProperty("freqtrade_sha256").GetString());
        document.GetProperty("different_metrics").GetArrayLength().Should().Be(0);
        return document;
    }

    private static string? Hash(JsonElement document) => document.GetProperty("our_sha256").GetString();
}
