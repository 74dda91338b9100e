using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Every failure with --json is reported as a document.</summary>
public class FailureDocumentTests
{
    [Theory]
    [InlineData("--json", 2, "USAGE")]
    [InlineData("bogus --json", 2, "USAGE")]
    [InlineData("candles --json", 2, "USAGE")]
    [InlineData("fetch --json", 2, "USAGE")]
    [InlineData("fetch BTCUSDT --json", 2, "USAGE")]
    [InlineData("fetch BTC/USDT --json --bogus", 2, "USAGE")]
    [InlineData("--json fetch BTC/USDT --max-age -1", 2, "USAGE")]
    [InlineData("fetch BTC/USDT --json --redis redis://127.0.0.1:1/0", 3, "CHANNEL_UNAVAILABLE")]
    [InlineData("publish none.json --json", 2, "USAGE")]
    [InlineData("validate none.json --json", 2, "USAGE")]
    [InlineData("why 00000000-0000-5000-8000-000000000000 --json", 1, "CHECK_FAILED")]
    [InlineData("run-cycle --candles none.csv --json", 2, "CANDLES_INVALID")]
    [InlineData("run-cycle --candles bad.csv --json", 2, "CANDLES_INVALID")]
    [InlineData("generate --candles none.csv --out o.jsonl --json", 2, "CANDLES_INVALID")]
    [InlineData("generate --json", 2, "USAGE")]
    [InlineData("candles check none.csv --json", 2, "CANDLES_INVALID")]
    [InlineData("candles download --json --from 2025-06-01 --out o.csv --exchange ftp://x", 2, "USAGE")]
    [InlineData("dry-run --json --host freqtrade", 2, "USAGE")]
    [InlineData("dry-run --json --host paper --until stop", 2, "USAGE")]
    [InlineData("simulate --json", 2, "USAGE")]
    [InlineData("test --json", 2, "USAGE")]
    [InlineData("bench --json", 2, "USAGE")]
    [InlineData("bench --json nope", 2, "USAGE")]
    [InlineData("bench --json --runs 0", 2, "USAGE")]
    [InlineData("fuzz --count x --json", 2, "USAGE")]
    [InlineData("gates --json --env none", 2, "USAGE")]
    [InlineData("doctor surplus --json", 2, "USAGE")]
    [InlineData("freqtrade install --json", 2, "USAGE")]
    [InlineData("freqtrade run --json -- trade", 2, "USAGE")]
    [InlineData("freqtrade strategy --json", 2, "USAGE")]
    public Task Failure_WithJson_IsADocumentOnStdoutAndALineOnStderr(string line, int exitCode, string code) => RequireDocumentAsync(line, exitCode, code);

    /// <summary>It asks several times before it fails.</summary>
    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public Task Failure_ExchangeThatDoesNotAnswer_IsADocumentOnStdoutAndALineOnStderr() =>
        RequireDocumentAsync("run-cycle --json --exchange http://127.0.0.1:1", 3, "CANDLES_UNAVAILABLE");

    [Theory]
    [InlineData("gates", "decision_logs/trade_results.csv", "these,are,other,columns\n", "JOURNAL_INVALID")]
    [InlineData("gates", ".env", "NONSENSE=1\n", "CONFIG_INVALID")]
    public async Task Failure_OfAFile_NamesItsKind(string line, string file, string text, string code)
    {
        using var cli = new BridgeCli();
        cli.Write(file, text);

        var result = await cli.RunAsync(line, "--json");

        result.SingleComplaint(exitCode: 2).Should().NotBeEmpty();
        result.Json().GetProperty("error").GetProperty("code").GetString().Should().Be(code);
    }

    [Fact]
    public async Task Failure_WithoutJson_LeavesStdoutEmpty()
    {
        using var cli = new BridgeCli();

        (await cli.RunAsync("fetch", "BTC/USDT")).Out.Should().BeEmpty();
        (await cli.RunAsync("freqtrade", "run", "--", "trade", "--json")).Out.Should().BeEmpty("arguments after -- are Freqtrade's");
    }

    [Fact]
    public async Task Fetch_WithoutAFreshSignal_LeavesStdoutEmptyWithJsonToo()
    {
        using var cli = new BridgeCli();
        cli.UseFileChannel();

        var result = await cli.RunAsync("fetch", "BTC/USDT", "--json");

        result.SingleComplaint(exitCode: 1).Should().Contain("no fresh signal");
        result.Out.Should().BeEmpty();
    }

    [Fact]
    public async Task ACheckThatFails_HasItsOwnDocumentAndNoOther()
    {
        using var cli = new BridgeCli();
        cli.Write("broken.json", "{");

        var result = await cli.RunAsync("validate", "broken.json", "--json");

        result.ExitCode.Should().Be(1);
        result.Json().GetArrayLength().Should().Be(1);
    }

    [Fact]
    public void Codes_AreThoseOfTheDocument()
    {
        var text = File.ReadAllText(Repository.PathOf("src", "AgentBridge.Cli", "docs", "json.md"));
        foreach (var code in new[] { "CHECK_FAILED", "USAGE", "CONFIG_INVALID", "CANDLES_INVALID", "JOURNAL_INVALID", "STRATEGY_INVALID", "UNAVAILABLE", "CHANNEL_UNAVAILABLE", "CANDLES_UNAVAILABLE", "JOURNAL_UNAVAILABLE", "NOT_WRITABLE", "INTERRUPTED", "BUG" })
        {
            text.Should().Contain($"`{code}`");
        }
    }

    private static async Task RequireDocumentAsync(string line, int exitCode, string code)
    {
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        cli.Write("bad.csv", "these,are,other,columns\n");

        var result = await cli.RunAsync(line.Split(' '));

        result.SingleComplaint(exitCode).Should().NotBeEmpty();
        var error = result.Json().GetProperty("error");
        error.EnumerateObject().Select(p => p.Name).Should().Equal("code", "exit", "message");
        error.GetProperty("code").GetString().Should().Be(code);
    }
}
