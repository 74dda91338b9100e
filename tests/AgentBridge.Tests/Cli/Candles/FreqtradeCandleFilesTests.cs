using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Cli;

/// <summary>The genuine data handlers of both Freqtrade releases on the files that <c>candles convert</c> writes.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class FreqtradeCandleFilesTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly BridgeCli _cli = new() { Clock = new FakeTimeProvider(CliCandles.Close.AddYears(2)) };

    public static TheoryData<string> Releases => ["2024.2", "2026.9"];

    public void Dispose() => _cli.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Releases))]
    public async Task DataHandlers_OfARelease_GiveTheSameDoubles(string version)
    {
        var environment = Require(version);
        var candles = await ConvertAsync();

        var seen = await RunAsync(Path.Combine(environment, "bin", "python"), "-B", Repository.PathOf("tests", "AgentBridge.Tests", "Cli", "Candles", "candle_files_check.py"), _cli.PathOf("data"));

        using var document = JsonDocument.Parse(seen.Out.Split('\n').First(line => line.StartsWith('{')));
        foreach (var pair in new[] { "BTC/USDT", "ETH/USDT:USDT" })
        {
            Rows(document, $"feather {pair}").Should().Equal(candles);
            foreach (var json in new[] { $"json {pair}", $"jsongz {pair}" })
            {
                var rows = Rows(document, json);
                rows.Select(row => row.OpenTimeMs).Should().Equal(candles.Select(candle => candle.OpenTimeMs));

                // Freqtrade's json reader adds the integer part and the decimals, which may be off by one in the last bit.
                rows.Zip(candles).SelectMany(two => Prices(two.First).Zip(Prices(two.Second))).Should().OnlyContain(two => Math.Abs(BitConverter.DoubleToInt64Bits(two.First) - BitConverter.DoubleToInt64Bits(two.Second)) <= 1);
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Releases))]
    public async Task ListData_OfARelease_ShowsTheFiles(string version)
    {
        var environment = Require(version);
        await ConvertAsync();

        var spot = await RunAsync(Path.Combine(environment, "bin", "freqtrade"), "list-data", "--exchange", "binance", "--datadir", _cli.PathOf("data"), "--userdir", _cli.Folder, "--data-format-ohlcv", "feather", "--show-timerange");
        var futures = await RunAsync(Path.Combine(environment, "bin", "freqtrade"), "list-data", "--exchange", "binance", "--datadir", _cli.PathOf("data"), "--userdir", _cli.Folder, "--data-format-ohlcv", "feather", "--trading-mode", "futures");

        var candles = CliCandles.Generated(1_000);
        (spot.Out + spot.Error).Should().MatchRegex(@"BTC/USDT\W+5m\W+spot").And.Contain(candles[0].OpenTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        (futures.Out + futures.Error).Should().MatchRegex(@"ETH/USDT:USDT\W+5m\W+futures");
    }

    private static string Require(string version)
    {
        var environment = FreqtradeCheckout.Environment(version);
        Skip.If(environment is null, $"needs {FreqtradeCheckout.Variable(version)}: the path of a Freqtrade environment's python");
        return environment!;
    }

    /// <summary>A spot pair and a contract in every format that Freqtrade reads.</summary>
    private async Task<List<Candle>> ConvertAsync()
    {
        var candles = CliCandles.Generated(1_000);
        _cli.WriteCandles(candles, "candles.csv");
        foreach (var format in new[] { "feather", "json", "json.gz" })
        {
            foreach (var pair in new[] { "BTC/USDT", "ETH/USDT:USDT" })
            {
                var result = await _cli.RunAsync("candles", "convert", $"{pair}=candles.csv", "--out", "data", "--format", format);
                result.ExitCode.Should().Be(0, result.Error);
            }
        }

        return SomeCandles.ToList(candles);
    }

    private async Task<CliResult> RunAsync(params string[] command)
    {
        var result = await BridgeProcess.RunAsync(BridgeProcess.Bash(_cli.Folder, "exec \"$@\"", command), Limit);
        result.ExitCode.Should().Be(0, result.Error);
        return result;
    }

    private static List<Candle> Rows(JsonDocument document, string name) => [.. document.RootElement.GetProperty(name).GetProperty("rows").EnumerateArray()
        .Select(row => new Candle(row[0].GetInt64(), row[1].GetDouble(), row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble()))];

    private static double[] Prices(Candle candle) => [candle.Open, candle.High, candle.Low, candle.Close, candle.Volume];
}
