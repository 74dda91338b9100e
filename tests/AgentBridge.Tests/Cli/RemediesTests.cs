using System.Reflection;
using System.Text.RegularExpressions;
using AgentBridge.Cli;
using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Libraries name no command and no option; the messages of the command line do.</summary>
public sealed partial class RemediesTests
{
    private const string Header = "timestamp,open,high,low,close,volume\n";
    private const string One = "1748779200000,1,1,1,1,1\n";

    [Theory]
    [InlineData("generate --out o.jsonl --candles BTC_USDT-5m.csv", Header + One + "1748779500000,1,1,1,1,-1\n", "BTC_USDT-5m.csv, row 3: impossible: volume -1 is negative; correct the row, or leave such rows out with --quarantine")]
    [InlineData("candles check BTC_USDT-5m.csv", null, "BTC_USDT-5m.csv does not exist; check the path, or create it with 'bridge candles download'")]
    [InlineData("candles check BTC_USDT-5m.csv", Header + One, "BTC_USDT-5m.csv has too few candles to determine the timeframe; name it with --timeframe")]
    public async Task Failure_OfALibrary_EndsWithTheRemedy(string command, string? csv, string complaint)
    {
        using var cli = new BridgeCli();
        if (csv is not null)
        {
            cli.Write("BTC_USDT-5m.csv", csv);
        }

        var result = await cli.RunAsync(command.Split(' '));

        result.SingleComplaint(exitCode: 2).Should().EndWith(complaint);
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("--to 2025-05-01", null, "is empty or before 1970; --from must lie before --to")]
    [InlineData("--to 2025-06-02", "notes", "exists and is not a candle CSV; name another --out")]
    [InlineData("--to 2025-06-02", Header + "1748779500000,101,102,100,101,5\n1748779200000,100,101,99,100,5\n", "a download can't resume such a file: correct it, or name another --out")]
    [InlineData("--to 2025-06-02", Header + "1748779200000,1,1,1,1,1\n1748779500000,1,1,1,1,1\n", "name the file's own symbol, timeframe and --from, or another --out")]
    public async Task Download_Refused_EndsWithTheRemedy(string span, string? there, string complaint)
    {
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(20);
        using var cli = new BridgeCli();
        if (there is not null)
        {
            cli.Write("a.csv", there);
        }

        var result = await cli.RunAsync(["candles", "download", "--exchange", exchange.Url.ToString(), "--from", "2025-06-01T12:00:00Z", "--out", "a.csv", .. span.Split(' ')]);

        result.SingleComplaint(exitCode: 2).Should().EndWith(complaint);
    }

    [Fact]
    public async Task Exchange_ThatRedirects_TheComplaintNamesTheOption()
    {
        await using var exchange = await FakeBinance.StartAsync();
        exchange.TimeFaults.Enqueue(context =>
        {
            context.Response.Redirect("https://example.org/");
            return Task.CompletedTask;
        });
        using var cli = new BridgeCli();
        cli.UseFileChannel();

        var result = await cli.RunAsync("run-cycle", "--exchange", exchange.Url.ToString());

        result.SingleComplaint(exitCode: 3).Should().EndWith("status 302, a redirect to 'https://example.org/', which is not followed; name the exchange's own address with --exchange");
    }

    [Fact]
    public async Task Table_Rows_AreCodesOfALibraryAndOptionsOfACommand()
    {
        var table = Table();
        var codes = new[] { typeof(CandleCodes), typeof(StrategyCodes) }.SelectMany(type => type.GetFields()).Select(field => (string)field.GetRawConstantValue()!).ToList();
        using var cli = new BridgeCli();
        var help = new List<string>();
        foreach (var command in new[] { "run-cycle", "generate", "candles download", "candles check" })
        {
            help.Add((await cli.RunAsync([.. command.Split(' '), "--help"])).Out);
        }

        codes.Should().OnlyHaveUniqueItems().And.Contain(table.Keys);
        codes.Except(table.Keys, StringComparer.Ordinal).Should().BeEquivalentTo([CandleCodes.Stale, CandleCodes.NotTrades], "every other code is listed because this program knows more than the library");
        var options = table.Values.SelectMany(text => Option().Matches(text).Select(match => match.Value)).Distinct(StringComparer.Ordinal).ToList();
        options.Should().NotBeEmpty().And.OnlyContain(option => help.Any(text => text.Contains(option + " ", StringComparison.Ordinal)));
    }

    private static IReadOnlyDictionary<string, string> Table() => (IReadOnlyDictionary<string, string>)typeof(BridgeProgram).Assembly
        .GetType("AgentBridge.Cli.Remedies", throwOnError: true)!.GetProperty("ByCode", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    [GeneratedRegex("--[a-z]+(-[a-z]+)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Option();
}
