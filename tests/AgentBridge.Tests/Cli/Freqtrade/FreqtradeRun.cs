using System.Text.Json;
using AgentBridge.Cli;

namespace AgentBridge.Tests.Cli;

/// <summary>The one trade of a run in Freqtrade's own table.</summary>
internal sealed record OwnTrade(string Tag, bool IsOpen, double Amount, double CloseRate, double Profit, string Reason);

/// <summary>A dry-run on a real Freqtrade, in its own folder: run to its end, or stopped midway.</summary>
internal sealed class FreqtradeRun : IDisposable
{
    // Only a failure takes this long; a run that ends by itself gives a better message than one that is killed.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(16);
    private const string LongTimeout = "--seconds 900";

    private readonly string _version;

    public FreqtradeRun(string version, bool withRedis)
    {
        _version = version;
        FreqtradeCheckout.Use(Cli, version);
        Marked = new(Cli);
        Cli.Environment["PROGRAM_PATH"] = withRedis ? System.Environment.GetEnvironmentVariable("PATH")! : FreqtradeCheckout.PathWithoutRedis(Cli);
    }

    public BridgeCli Cli { get; } = new();

    public MarkedProcesses Marked { get; }

    public Task<CliResult> RunAsync(params string[] more) => BridgeProcess.RunAsync(
        Cli, Limit, $"PATH=$PROGRAM_PATH exec $BRIDGE dry-run --host freqtrade --no-install {LongTimeout} --freqtrade \"$@\"", [_version, .. more]);

    /// <summary>Stops a run once its output has a line with this start; <c>-INT</c> and the like go to the whole group, as from a terminal.</summary>
    public async Task<CliResult> StopAsync(string atLine, string signal, bool wholeGroup)
    {
        // With job control each job has its own process group.
        var result = await BridgeProcess.RunAsync(Cli, Limit, $"""
            set -m
            PATH=$PROGRAM_PATH $BRIDGE dry-run --host freqtrade --no-install {LongTimeout} --freqtrade "$1" >out.txt 2>err.txt & program=$!
            until grep -q "^$2" out.txt; do kill -0 $program || exit 99; sleep 0.1; done
            kill "$3" -- $4$program
            wait $program
            """, _version, atLine, signal, wholeGroup ? "-" : "");
        return result with { Out = await File.ReadAllTextAsync(Cli.PathOf("out.txt")), Error = await File.ReadAllTextAsync(Cli.PathOf("err.txt")) };
    }

    /// <summary>The one row of Freqtrade's table, read without any AgentBridge code.</summary>
    public async Task<OwnTrade> OwnTradeAsync()
    {
        const string Query = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute("
            + "'select enter_tag, is_open, amount, close_rate, close_profit_abs, exit_reason from trades').fetchall()))";
        var result = await BridgeProcess.RunAsync(
            Cli, "exec \"$1\" -c \"$2\" \"$3\"", Path.Combine(FreqtradeCheckout.Environment(_version)!, "bin", "python"), Query, Path.Combine(Cli.Journals, "run", "trades.sqlite"));
        result.ExitCode.Should().Be(0, result.Error);
        var rows = JsonDocument.Parse(result.Out).RootElement;
        rows.GetArrayLength().Should().Be(1);
        var row = rows[0];
        return new(row[0].GetString()!, row[1].GetInt32() != 0, row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetString()!);
    }

    public void Dispose() => Cli.Dispose();
}
