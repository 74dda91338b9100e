using System.Globalization;
using System.Security.Cryptography;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Indicators on the command line: the catalogue, and the values on a candle file.</summary>
public sealed class IndicatorsTests : IDisposable
{
    private readonly BridgeCli _cli = new() { Clock = new FixedClock(CliCandles.Close.AddDays(400)) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Indicators_Json_DescribesEachByItsDefaults()
    {
        var all = (await _cli.RunAsync("indicators", "--json")).Json();

        all.EnumerateArray().Select(i => i.GetProperty("name").GetString()).Should().Equal(IndicatorCatalog.All.Select(d => d.Name));
        var ema = all.EnumerateArray().Single(i => i.GetProperty("name").ValueEquals("ema"));
        ema.GetProperty("outputs").EnumerateArray().Select(o => o.GetString()).Should().Equal("ema");
        ema.GetProperty("first_value").GetInt32().Should().Be(20);
        ema.GetProperty("warm_up").GetInt32().Should().Be(EmaState.WarmUpOf(20));
        ema.GetProperty("parameters")[0].GetRawText().Should().Be(
            """{"name":"period","type":"int","min":1,"max":10000,"min_exclusive":false,"max_exclusive":false,"choices":[],"default":20,"meaning":"values in the average"}""");
    }

    [Fact]
    public async Task Indicators_NoName_ListsAll()
    {
        var result = await _cli.RunAsync("indicators");

        result.ExitCode.Should().Be(0);
        result.Out.Should().ContainAll(IndicatorCatalog.All.Select(d => d.Name)).And.ContainAll(IndicatorCatalog.All.Select(d => d.Source));
    }

    [Fact]
    public async Task Indicators_NameAndParameters_DescribesItWithThem()
    {
        var result = await _cli.RunAsync("indicators", "ema", "--param", "period=7");

        result.ExitCode.Should().Be(0);
        result.Out.Should().ContainAll("ema += 2/(period + 1)", "a whole number from 1 to 10000", "TA-Lib EMA", "first value  at candle 7").And.NotContain("Average true range");
    }

    [Theory]
    [InlineData("ema")]
    [InlineData("atr")]
    public async Task Values_OfAFile_AreThoseOfTheIndicatorToTheBit(string name)
    {
        var candles = CliCandles.Generated(3_000);
        var file = _cli.WriteCandles(candles);
        var descriptor = IndicatorCatalog.Find(name)!;
        var parameters = descriptor.With([KeyValuePair.Create("period", 9.0)]);

        var document = (await _cli.RunAsync("indicators", name, "--param", "period=9", "--candles", file, "--out", "values.csv", "--json")).Json();

        var lines = await File.ReadAllLinesAsync(_cli.PathOf("values.csv"));
        lines[0].Should().Be("timestamp," + string.Join(',', descriptor.Outputs));
        var expected = descriptor.Compute(candles, parameters);
        lines.Should().HaveCount(candles.Count + 1);
        for (var i = 0; i < candles.Count; i++)
        {
            var cells = lines[i + 1].Split(',');
            cells[0].Should().Be(candles.OpenTimes[i].ToString(CultureInfo.InvariantCulture));
            cells.Skip(1).Select(c => c.Length == 0 ? double.NaN : double.Parse(c, CultureInfo.InvariantCulture)).Should().Equal(expected.Select(c => c[i]), (a, b) => a.Equals(b));
        }

        document.GetProperty("candles").GetInt32().Should().Be(3_000);
        document.GetProperty("values").GetInt32().Should().Be(3_000 - descriptor.FirstValue(parameters) + 1);
        document.GetProperty("parameters").GetProperty("period").GetDouble().Should().Be(9);
        document.GetProperty("sha256").GetString().Should().Be(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_cli.PathOf("values.csv")))));
    }

    [Fact]
    public async Task Values_OfCandlesThatAreRefused_AreEmptyAndCounted()
    {
        // The true range of the last candle is beyond the greatest double.
        var bars = Enumerable.Range(0, 40).Select(i => new Candle(TestCandles.ExampleOpenMs + (i * 300_000L), 1, i == 30 ? double.MaxValue : 2, 1, 1, 1)).ToArray();
        bars[30] = bars[30] with { Low = double.Epsilon, Volume = double.MaxValue };
        var file = _cli.WriteCandles(TestCandles.Series(bars));

        var result = await _cli.RunAsync("indicators", "vwap-rolling", "--param", "period=2", "--candles", file, "--out", "v.csv");

        result.ExitCode.Should().Be(0);
        result.SingleMessage().Should().Be("bridge: the indicator refused 1 candle with BAR_OVERFLOW; its cells are empty");
        var lines = await File.ReadAllLinesAsync(_cli.PathOf("v.csv"));
        lines[31].Should().EndWith(",");
        lines[30].Should().NotEndWith(",");
        lines[32].Should().NotEndWith(",");
    }

    [Theory]
    [InlineData("indicators nonsense", "indicators nonsense: there is no such indicator; available: ")]
    [InlineData("indicators emu", "indicators emu: there is no such indicator; did you mean ema?; available: ")]
    [InlineData("indicators ema --param perod=3", "indicator ema has no parameter perod; did you mean period?; available: period")]
    [InlineData("indicators ema --param period=0", "indicator ema: period=0: expected a whole number from 1 to 10000 (values in the average); leave it out for 20")]
    [InlineData("indicators ema --param period=1.5", "indicator ema: period=1.5: expected a whole number from 1 to 10000")]
    [InlineData("indicators ema --param period=nan", "indicator ema: period=nan: expected a whole number from 1 to 10000")]
    [InlineData("indicators ema --param period", "--param 'period' is not a parameter; expected name=value")]
    [InlineData("indicators ema --param period=3 --param period=4", "indicator ema: period is given twice")]
    [InlineData("indicators --param period=3", "--param is for one indicator: name it, such as bridge indicators ")]
    [InlineData("indicators --candles c.csv --out v.csv", "--candles is for one indicator: name it")]
    [InlineData("indicators --out v.csv", "--out is for one indicator: name it")]
    [InlineData("indicators ema --candles c.csv", "--candles also needs --out FILE.csv, the file to write")]
    [InlineData("indicators ema --out v.csv", "--out also needs --candles FILE, the candles to compute the indicator on")]
    [InlineData("indicators ema --candles none.csv --out v.csv", "none.csv")]
    [InlineData("indicators ema --candles c.csv --out c.csv", "--out c.csv: this is the candle file itself; name another")]
    [InlineData("indicators ema --candles c.csv --out no/where.csv", "--out no/where.csv: there is no folder")]
    public async Task Arguments_Wrong_AreNamedAndExit2(string line, string named)
    {
        _cli.Write("c.csv", "timestamp,open,high,low,close,volume\n1748779200000,1,1,1,1,1\n1748779500000,1,1,1,1,1\n");

        (await _cli.RunAsync(line.Split(' '))).SingleComplaint(exitCode: 2).Should().Contain(named);

        File.Exists(_cli.PathOf("v.csv")).Should().BeFalse();
    }
}
