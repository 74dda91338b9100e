using System.Text;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Redis;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Tests that need a separate process: signals, limits, locales, streams.</summary>
[Trait(Cost.Key, Cost.Slow)]
public class ProcessTests
{
    public ProcessTests() => Skip.If(OperatingSystem.IsWindows(), "needs bash");

    [SkippableFact]
    public async Task RunCycle_AsAProcess_OneLineOnStdoutMessagesOnStderr()
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Breakout);

        var result = await BridgeProcess.RunAsync(cli, "$BRIDGE run-cycle --candles BTC_USDT-5m.test.csv");

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().Be((await cli.RunAsync("run-cycle", "--candles", "BTC_USDT-5m.test.csv")).Out);
        result.Messages.Should().ContainSingle();
        result.Error.Should().NotContain("\u001b");
    }

    [SkippableFact]
    public async Task RunCycle_ColdStart_LoadsNeitherRedisNorTablesNorHttp()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Breakout);

        // The program waits for the journal's lock, which another process holds, while its loaded files are listed.
        var result = await BridgeProcess.RunAsync(cli, """
            mkdir decision_logs; exec 9>decision_logs/decision_log.csv.lock; flock 9
            $BRIDGE run-cycle --candles BTC_USDT-5m.test.csv >out.txt 2>/dev/null 9>&- & program=$!
            for i in $(seq 600); do grep -q AgentBridge.Risk.dll /proc/$program/maps && break; sleep 0.05; done
            sleep 0.5; cat /proc/$program/maps | grep -o '[^/]*\.dll' | sort -u
            exec 9>&-
            wait $program
            """);

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().Contain("AgentBridge.Market.dll").And.NotContain("Spectre").And.NotContain("StackExchange").And.NotContain("System.Net.Http");
        (await File.ReadAllTextAsync(cli.PathOf("out.txt"))).Should().StartWith("{");
    }

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 0)]
    public async Task Agent_StoppedByASignal_EndsAsAServiceDoes(string signal, int exitCode)
    {
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(40);
        using var cli = new BridgeCli();
        cli.UseFileChannel();

        // Without job control a shell starts background processes with SIGINT ignored.
        var result = await BridgeProcess.RunAsync(cli, """
            set -m
            $BRIDGE run-cycle --loop --exchange "$1" >out.txt 2>err.txt & program=$!
            for i in $(seq 600); do [ -s out.txt ] && break; sleep 0.1; done
            kill -"$2" $program
            wait $program
            """, exchange.Url.ToString(), signal);

        var (output, error) = (await File.ReadAllTextAsync(cli.PathOf("out.txt")), await File.ReadAllTextAsync(cli.PathOf("err.txt")));
        result.ExitCode.Should().Be(exitCode, error);
        output.Should().EndWith(" NO_TRADE\n").And.Contain(" BTC/USDT 5m candle ");
        error.Should().Contain("Ctrl+C stops it").And.NotContain("   at ");
    }

    [SkippableTheory]
    [InlineData("exec 4>/dev/full", "No space left")]
    [InlineData("mkfifo pipe; exec 3<>pipe; exec 4>pipe; exec 3<&-", "closed")]
    [InlineData("mkfifo pipe; exec 3<>pipe; exec 4>pipe; timeout 2 cat /dev/zero >&4", "it has no reader")]
    public async Task Agent_WhoseStdoutTakesNothing_ReportsItAndGoesOn(string opening, string expected)
    {
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(40);
        using var cli = new BridgeCli();
        cli.UseFileChannel();

        var result = await BridgeProcess.RunAsync(cli, $$"""
            set -m
            {{opening}}
            $BRIDGE run-cycle --loop --exchange "$1" >&4 2>err.txt & program=$!
            exec 4>&-
            for i in $(seq 600); do grep -q "no more lines" err.txt && break; sleep 0.1; done
            kill -0 $program && echo alive
            kill -TERM $program
            wait $program; echo "ended $?"
            """, exchange.Url.ToString());

        var error = await File.ReadAllTextAsync(cli.PathOf("err.txt"));
        result.Out.Should().Be("alive\nended 0\n", error);
        error.Should().Contain(expected).And.Contain("continues to decide");
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task DryRun_StoppedByASignal_130AndNoServerLeft(string signal)
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Generated(60_000));

        var result = await BridgeProcess.RunAsync(cli, """
            set -m
            $BRIDGE dry-run --host paper --candles BTC_USDT-5m.test.csv >out.txt 2>err.txt & program=$!
            for i in $(seq 600); do [ "$(wc -l <decision_logs/decision_log.csv 2>/dev/null || echo 0)" -gt 3 ] && break; sleep 0.05; done
            kill -"$1" $program
            wait $program; code=$?
            for server in $(pgrep -x redis-server); do case "$(readlink /proc/$server/cwd)" in "$PWD"*) echo "left: $server";; esac; done
            exit $code
            """, signal);

        var error = await File.ReadAllTextAsync(cli.PathOf("err.txt"));
        result.ExitCode.Should().Be(130, error);
        result.Out.Should().BeEmpty();
        error.Should().EndWith("bridge: interrupted\n");
        DecisionJournal.Read(cli.Journals).Should().NotBeEmpty();
    }

    [SkippableFact]
    public async Task DryRun_PrivateServerIsSlowerThanTheTimeoutOfAServer_GoesOn()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Generated(2_000));
        new RedisOptions().Timeout.Should().BeLessThan(TimeSpan.FromSeconds(3));

        var result = await BridgeProcess.RunAsync(cli, """
            $BRIDGE dry-run --host paper --candles BTC_USDT-5m.test.csv >out.txt 2>err.txt & program=$!
            until grep -q "^channel " out.txt; do kill -0 $program || exit 99; done
            for server in $(pgrep -x redis-server); do case "$(readlink /proc/$server/cwd)" in "$PWD"*) kill -STOP $server; stopped=$server;; esac; done
            sleep 3; kill -CONT $stopped; echo "paused"
            wait $program
            """);

        var error = await File.ReadAllTextAsync(cli.PathOf("err.txt"));
        result.Out.Should().Be("paused\n", error);

        // 1 is a gate: the tests may not have run in this folder.
        result.ExitCode.Should().BeOneOf([0, 1], error);
        error.Should().NotContain("did not answer");
        DecisionJournal.Read(cli.Journals).Should().NotBeEmpty();
    }

    [SkippableTheory]
    [InlineData("market")]
    [InlineData("channel")]
    [InlineData("host")]
    public async Task DryRun_TerminatedEarly_IsAnInterruption(string atLine)
    {
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        cli.WriteCandles(CliCandles.Generated(20_000));

        var result = await BridgeProcess.RunAsync(cli, """
            $BRIDGE dry-run --host paper --candles BTC_USDT-5m.test.csv >out.txt 2>err.txt & program=$!
            until grep -q "^$1 " out.txt; do kill -0 $program || exit 99; done
            kill -TERM $program
            wait $program
            """, atLine);

        var error = await File.ReadAllTextAsync(cli.PathOf("err.txt"));
        result.ExitCode.Should().Be(130, error);
        error.Should().EndWith("bridge: interrupted\n");
    }

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 0)]
    public async Task Simulate_StoppedByASignal_EndsAsAServiceDoes(string signal, int exitCode)
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Quiet);

        var result = await BridgeProcess.RunAsync(cli, """
            set -m
            $BRIDGE simulate --candles BTC_USDT-5m.test.csv >out.txt 2>err.txt & program=$!
            until [ -s out.txt ]; do kill -0 $program || exit 99; sleep 0.1; done
            kill -"$1" $program
            wait $program
            """, signal);

        result.ExitCode.Should().Be(exitCode, await File.ReadAllTextAsync(cli.PathOf("err.txt")));
    }

    [SkippableFact]
    public async Task Simulate_HolderOfItsInputIsKilled_Ends()
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Quiet);

        var result = await BridgeProcess.RunAsync(cli, """
            mkfifo in
            $BRIDGE simulate --candles BTC_USDT-5m.test.csv --paused --until-input-ends <in >out.txt 2>err.txt & program=$!
            sleep 600 >in & holder=$!
            for i in $(seq 600); do [ -s out.txt ] && break; sleep 0.1; done
            kill -0 $program && echo alive
            kill -9 $holder
            wait $program; echo "ended $?"
            """);

        result.Out.Should().Be("alive\nended 0\n", await File.ReadAllTextAsync(cli.PathOf("err.txt")));
    }

    [SkippableTheory]
    [InlineData("generate --candles BTC_USDT-5m.test.csv --out o.jsonl")]
    [InlineData("dry-run --host paper --candles BTC_USDT-5m.test.csv")]
    public async Task FileSizeLimit_Reached_OneLineAndExit3(string command)
    {
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        cli.WriteCandles(CliCandles.Generated(5_000));

        // The limit counts the runtime's double mapping of code as a file of gigabytes, so it is switched off.
        var result = await BridgeProcess.RunAsync(cli, $"export DOTNET_EnableWriteXorExecute=0; ulimit -f 8; exec $BRIDGE {command}");

        result.ExitCode.Should().Be(3, result.Error);
        result.SingleMessage().Should().Contain("ulimit -f");
        File.Exists(cli.PathOf("o.jsonl")).Should().BeFalse();
        File.Exists(cli.PathOf("o.jsonl.tmp")).Should().BeFalse();
    }

    [SkippableTheory]
    [InlineData("generate --candles BTC_USDT-5m.test.csv --out full/o.jsonl")]
    [InlineData("dry-run --host paper --candles BTC_USDT-5m.test.csv", "full/journals")]
    [InlineData("run-cycle --candles BTC_USDT-5m.breakout.csv", "full/journals")]
    [InlineData("candles download --from 2025-06-01T12:00:00Z --to 2025-06-05 --out full/d.csv --exchange")]
    public async Task DiskFull_OneLineAndExit3(string command, string journals = "decision_logs")
    {
        using var cli = new BridgeCli();
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(1_200);
        cli.UseFileChannel();
        cli.Environment["JOURNAL_DIR"] = journals;
        cli.WriteCandles(CliCandles.Generated(5_000));
        cli.WriteCandles(CliCandles.Breakout, "BTC_USDT-5m.breakout.csv");
        var url = command.EndsWith("--exchange", StringComparison.Ordinal) ? exchange.Url.ToString() : string.Empty;

        // A private mount that ends with the process.
        var probe = await BridgeProcess.RunAsync(cli, "mkdir full; unshare -m mount -t tmpfs -o size=16k none full");
        Skip.If(probe.ExitCode != 0, "needs the right to mount a tmpfs");
        var filled = command.StartsWith("run-cycle", StringComparison.Ordinal) ? "head -c 100000 /dev/zero >full/filler 2>/dev/null;" : string.Empty;
        var result = await BridgeProcess.RunAsync(cli, $"exec unshare -m bash -c 'mount -t tmpfs -o size=16k none full && cd . && {{ {filled} mkdir -p full/journals; $BRIDGE {command} {url}; }}'");

        result.ExitCode.Should().Be(3, result.Error + result.Out);
        result.SingleMessage().Should().MatchRegex("(?i)full|no space");
    }

    [SkippableTheory]
    [InlineData("en_US.ISO-8859-1")]
    [InlineData("C")]
    public async Task Output_WhateverTheLocale_IsUtf8(string locale)
    {
        using var cli = new BridgeCli();
        cli.Write("é.json", "{}");

        var result = await BridgeProcess.RunAsync(cli, "LC_ALL=$1 LANG=$1 $BRIDGE validate é.json >out.txt", locale);

        result.ExitCode.Should().Be(1);
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(cli.PathOf("out.txt"))).Should().Contain("é.json");
    }

    [SkippableFact]
    public async Task Generate_ToADevice_WritesThereAndDoesNotReplaceIt()
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Breakout);

        // Devices that only this test sees.
        const string Devices = "mount -t tmpfs none /dev && mknod /dev/null c 1 3 && mknod /dev/urandom c 1 9 && mknod /dev/sink c 1 3 && ln -s /proc/self/fd/1 /dev/stdout";
        var probe = await BridgeProcess.RunAsync(cli, $"unshare -m bash -c '{Devices}'");
        Skip.If(probe.ExitCode != 0, "needs the right to mount a tmpfs");
        var result = await BridgeProcess.RunAsync(cli, $$"""
            exec unshare -m bash -c '{{Devices}}; ln -s /dev/sink link
            $BRIDGE generate --candles BTC_USDT-5m.test.csv --out link && test -c /dev/sink && test -L link || exit 9
            $BRIDGE generate --candles BTC_USDT-5m.test.csv --out /dev/stdout | head -1; test -L /dev/stdout'
            """);

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().Contain("\n{\"version\":");
    }

    [SkippableFact]
    public async Task Output_ClosedByTheReader_EndsQuietly()
    {
        using var cli = new BridgeCli();
        cli.Write("many.jsonl", string.Concat(Enumerable.Repeat(SignalText.Example + "\n", 5_000)));

        var result = await BridgeProcess.RunAsync(cli, "$BRIDGE validate many.jsonl | head -1");

        result.ExitCode.Should().Be(0);
        result.Out.Should().StartWith("valid");
        result.Error.Should().NotContain("bug");
    }
}
