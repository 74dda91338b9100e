using System.Text.RegularExpressions;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge backtest --html: what the page holds. How it looks is HtmlReportBrowserTests' matter.</summary>
public sealed partial class HtmlReportTests : IDisposable
{
    private readonly BridgeCli _cli = new() { Clock = new FixedClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Html_Backtest_HoldsItsCandlesTradesAndFigures()
    {
        var candles = GeneratedCandles.Create(new() { Count = 3_000 });
        var run = await _cli.RunAsync("backtest", "--candles", _cli.WriteCandles(candles), "--html", "report.html", "--json");

        run.ExitCode.Should().Be(0, run.Error);
        var page = File.ReadAllText(_cli.PathOf("report.html"));
        var report = ReportReader.Document(page);
        var trades = report.GetProperty("trades");
        trades.EnumerateObject().Should().OnlyContain(column => column.Value.GetArrayLength() == run.Json().GetProperty("trades").GetInt32());
        trades.GetProperty("profit").EnumerateArray().Sum(profit => profit.GetDouble()).Should().BeApproximately(run.Json().GetProperty("metrics").GetProperty("profit_total_abs").GetDouble(), 1e-3);
        report.GetProperty("sha256").GetString().Should().Be(run.Json().GetProperty("sha256").GetString());
        report.GetProperty("assumptions")[0].GetString().Should().Be(run.Json().GetProperty("assumptions")[0].GetString());
        ReportReader.Candles(page, 0).Should().BeEquivalentTo(ReportReader.Prices(candles), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Html_EquityAndMonths_EndAtTheFinalBalance()
    {
        var run = await _cli.RunAsync("backtest", "--candles", _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 20_000 })), "--html", "report.html", "--json");

        var report = ReportReader.Document(File.ReadAllText(_cli.PathOf("report.html")));
        var final = run.Json().GetProperty("final_balance").GetDouble();
        report.GetProperty("equity").GetProperty("value").EnumerateArray().Last().GetDouble().Should().BeApproximately(final, 1e-5);
        report.GetProperty("months").EnumerateArray().Aggregate(10_000.0, (balance, month) => balance * (1 + month.GetProperty("change").GetDouble())).Should().BeApproximately(final, 0.1);
        report.GetProperty("equity").GetProperty("drawdown").EnumerateArray().Max(fall => fall.GetDouble())
            .Should().BeApproximately(run.Json().GetProperty("statistics").GetProperty("equity").GetProperty("drawdown").GetProperty("fraction").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task Html_Page_RefersToNothingElsewhere()
    {
        _ = await _cli.RunAsync("backtest", "--candles", _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 500 })), "--html", "report.html");

        var page = File.ReadAllText(_cli.PathOf("report.html"));
        page.Should().Contain("default-src 'none'").And.NotContain("{{").And.NotContain("sourceMappingURL");
        Reference().Matches(page).Select(match => match.Groups["to"].Value).Should().OnlyContain(to => to == "data:,");
        page.Should().Contain("Apache License").And.Contain("TradingView, Inc.").And.Contain("Permission is hereby granted");
    }

    [Fact]
    public async Task Html_RationaleWithMarkup_StaysText()
    {
        const string Attack = "</script><script>document.title='x'</script>";
        var file = _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 3_000 }));
        _ = await _cli.RunAsync("generate", "--candles", file, "--out", "signals.jsonl");
        var signals = Rationale().Replace(File.ReadAllText(_cli.PathOf("signals.jsonl")), $"\"rationale\":\"{Attack}\"");
        _ = _cli.Write("<b>.jsonl", signals);

        var run = await _cli.RunAsync("backtest", "--candles", file, "--signals", "<b>.jsonl", "--html", "report.html");

        run.ExitCode.Should().Be(0, run.Error);
        var page = File.ReadAllText(_cli.PathOf("report.html"));
        page.Should().NotContain("document.title").And.NotContain("<b>.jsonl").And.Contain("<title>&lt;b&gt;.jsonl");
        ReportReader.Document(page).GetProperty("trades").GetProperty("why")[0].GetString().Should().Be(Attack);
    }

    [Fact]
    public async Task Html_HundredThousandCandles_StaysBelowItsSize()
    {
        var candles = GeneratedCandles.Create(new() { Count = 100_000 });
        var run = await _cli.RunAsync("backtest", "--candles", _cli.WriteCandles(candles), "--no-risk", "--html", "report.html", "--simulations", "0", "--json");

        run.Json().GetProperty("trades").GetInt32().Should().BeGreaterThan(1_000);
        new FileInfo(_cli.PathOf("report.html")).Length.Should().BeLessThan(1_500_000);
    }

    [Theory]
    [InlineData("none/report.html", "--html none/report.html: there is no folder")]
    [InlineData("trades.jsonl", "--html and --trades name the same file")]
    public async Task Html_PlaceThatCantBe_IsRefusedBeforeTheRun(string place, string expected)
    {
        var file = _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 500 }));

        var run = await _cli.RunAsync("backtest", "--candles", file, "--trades", "trades.jsonl", "--html", place);

        run.SingleComplaint(2).Should().Contain(expected);
        File.Exists(_cli.PathOf("trades.jsonl")).Should().BeFalse();
    }

    // Of the page's own elements; addresses within the charts' scripts and licences are texts.
    [GeneratedRegex("""<(?:link|img|iframe|script|a)\b[^>]*\b(?:src|href)="(?<to>[^"]*)" """, RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Reference();

    [GeneratedRegex("\"rationale\":\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Rationale();
}
