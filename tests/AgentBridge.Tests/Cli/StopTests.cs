using AgentBridge.Tests.Plugins;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Commands that are stopped while a strategy does not return.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class StopTests : IDisposable
{
    private readonly BridgeCli _cli = new();

    public StopTests()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs bash");
        _cli.WriteCandles(CliCandles.Generated(400), "BTC_USDT-5m.csv");
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Long)]
    [InlineData("run-cycle --candles BTC_USDT-5m.csv --strategy unending", "INT")]
    [InlineData("run-cycle --candles BTC_USDT-5m.csv --strategy unending", "TERM")]
    [InlineData("dry-run --host paper --no-install --candles BTC_USDT-5m.csv --strategy unending", "INT")]
    [InlineData("dry-run --host paper --no-install --candles BTC_USDT-5m.csv --strategy unending", "TERM")]
    [InlineData("strategies check unending --candles BTC_USDT-5m.csv", "INT")]
    [InlineData("strategies check unending --candles BTC_USDT-5m.csv", "TERM")]
    public async Task Command_StrategyNeverReturns_EndsAtTheFirstSignal(string command, string signal)
    {
        var result = await HangAsync(command, $"kill -{signal} $program");

        result.Out.Should().Be("ended 130\n");
        var error = await File.ReadAllTextAsync(_cli.PathOf("err.txt"));
        error.Should().EndWith("bridge: interrupted\n").And.NotContain("   at ").And.NotContain("bug");
    }

    [SkippableFact]
    public async Task Command_SecondSignal_EndsAtOnceWithoutATrace()
    {
        // It computes on the command's own thread and looks at nothing until it is done.
        var result = await HangAsync("generate --candles BTC_USDT-5m.csv --strategy unending --out out.jsonl", "kill -INT $program; sleep 1; kill -0 $program && echo alive; kill -INT $program");

        result.Out.Should().Be("alive\nended 130\n");
        (await File.ReadAllTextAsync(_cli.PathOf("err.txt"))).Should().NotContain("   at ").And.NotContain("Unhandled");
    }

    [SkippableFact]
    public async Task Command_SignalsAtOnce_AreOneRequestWithoutATrace()
    {
        var result = await HangAsync("run-cycle --candles BTC_USDT-5m.csv --strategy unending", "kill -INT $program; kill -TERM $program; kill -INT $program");

        result.Out.Should().Be("ended 130\n");
        (await File.ReadAllTextAsync(_cli.PathOf("err.txt"))).Should().EndWith("bridge: interrupted\n").And.NotContain("   at ");
    }

    public void Dispose() => _cli.Dispose();

    /// <summary>Runs a command until its strategy uses a processor and nothing else happens, then stops it.</summary>
    private Task<CliResult> HangAsync(string command, string stop) => BridgeProcess.RunAsync(_cli, $$"""
        set -m
        $BRIDGE {{command}} --strategy-assembly "$1" --param below=1000000000 >out.txt 2>err.txt & program=$!
        used() { set -- $(sed 's/.*) //' /proc/$program/stat); echo $((${12} + ${13})); }
        for i in $(seq 600); do kill -0 $program && [ "$(used)" -gt 400 ] && break; sleep 0.1; done
        {{stop}}
        wait $program; echo "ended $?"
        """, TestPlugin.Path);
}
