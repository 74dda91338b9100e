using System.Security.Cryptography;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

public sealed class CandlesInfoTests : IDisposable
{
    private const string Rows = """
        timestamp,open,high,low,close,volume
        1748779200000,1.5,1.75,1.25,1.5,10
        1748779500000,1.5,1.5,1.5,1.5,0
        1748779800000,1.5,1.5,1.25,1.25,0
        1748780700000,1.25,2,1.25,1.25,5
        1748780700000,1.25,2,1.25,1.25,5
        1748781000000,1.25,1,1.25,1.25,5

        """;

    private readonly BridgeCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Info_OneFile_SaysWhatItHolds()
    {
        _cli.Write("ETH_USDT-5m.csv", Rows);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_cli.PathOf("ETH_USDT-5m.csv"))));

        var json = await _cli.RunAsync("candles", "info", "ETH_USDT-5m.csv", "--json");
        var text = await _cli.RunAsync("candles", "info", "ETH_USDT-5m.csv");

        json.ExitCode.Should().Be(0, json.Error);
        json.Out.Should().Be(
            "[{\"file\":\"ETH_USDT-5m.csv\",\"layout\":\"csv\",\"unit\":\"ms\",\"type\":\"trades\",\"symbol\":\"ETH/USDT\",\"timeframe\":\"5m\",\"candles\":6,"
            + "\"first\":\"2025-06-01T12:00:00.000Z\",\"last\":\"2025-06-01T12:30:00.000Z\",\"gaps\":1,\"missing\":2,\"duplicates\":1,\"faulty\":1,\"zero_volume\":2,\"flat\":1,"
            + $"\"price_step\":0.01,\"low\":1.25,\"high\":2,\"bytes\":{Rows.Length},\"sha256\":\"{sha256}\"}}]\n");
        text.Out.Should().Contain("pair         ETH/USDT").And.Contain("gaps         1, 2 candles missing").And.Contain("sha256       " + sha256);
    }

    [Fact]
    public async Task Info_Folder_IsATableOfItsCandleFiles()
    {
        _cli.Write("data/ETH_USDT-5m.csv", Rows);
        _cli.WriteCandles(TestCandles.Series(SomeCandles.Run(5)), Path.Combine("data", "BTC_USDT-5m.csv"));
        _cli.Write("data/notes.csv", "no candles");

        var text = await _cli.RunAsync("candles", "info", "data");
        var json = await _cli.RunAsync("candles", "info", "data", "--json");

        text.ExitCode.Should().Be(0, text.Error);
        text.Out.Should().MatchRegex(@"BTC_USDT-5m\.csv +\| BTC/USDT +\| 5m ").And.MatchRegex(@"ETH_USDT-5m\.csv +\| ETH/USDT +\| 5m ").And.NotContain("notes");
        json.Json().EnumerateArray().Select(file => file.GetProperty("symbol").GetString()).Should().Equal("BTC/USDT", "ETH/USDT");
    }

    [Fact]
    public async Task Info_OneOfSeveralIsUnreadable_TheOthersAreShownAndExit2()
    {
        _cli.Write("a.csv", Rows);
        _cli.Write("b.csv", "notes, not candles\n");

        var result = await _cli.RunAsync("candles", "info", "b.csv", "a.csv", "--json");

        result.ExitCode.Should().Be(2);
        result.Json()[0].GetProperty("error").GetProperty("code").GetString().Should().Be("CANDLES_INVALID");
        result.Json()[1].GetProperty("symbol").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null, "no name says the pair");
        result.Error.Should().Contain("b.csv");
    }

    [Fact]
    public async Task Info_NothingToRead_Exit2()
    {
        Directory.CreateDirectory(_cli.PathOf("empty"));

        (await _cli.RunAsync("candles", "info", "empty")).SingleComplaint(exitCode: 2).Should().Contain("no candle file");
        (await _cli.RunAsync("candles", "info", "none.csv")).SingleComplaint(exitCode: 2).Should().Contain("none.csv");
    }
}
