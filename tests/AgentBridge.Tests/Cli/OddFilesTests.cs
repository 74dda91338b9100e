using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Special files, and text that would control the terminal, passed to every command that reads a file.</summary>
public class OddFilesTests
{
    private static readonly string[] Readers =
    [
        "run-cycle --candles {0}", "generate --out o.jsonl --candles {0}", "generate --out o.jsonl --candles ETH/USDT={0}", "dry-run --candles {0}", "simulate --candles {0}",
        "candles check {0}", "candles download --exchange http://127.0.0.1:9 --from 2025-06-01 --out {0}", "validate {0}", "publish {0}", "publish --candles {0} signal.json", "gates --env {0}",
    ];

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("/dev/zero")]
    [InlineData("/dev/random")]
    [InlineData("pipe")]
    public async Task Commands_EndlessInput_IsRefusedAtOnce(string file)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "asks the Linux kernel");
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        cli.Write("signal.json", SignalText.Example);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [cli.PathOf("pipe")]))
        {
            await made.WaitForExitAsync();
        }

        foreach (var reader in Readers)
        {
            var result = await cli.RunAsync(string.Format(null, reader, file).Split(' ')).WaitAsync(TimeSpan.FromMinutes(2));

            result.SingleComplaint(exitCode: 2).Should().Contain(file).And.MatchRegex("is a (device|pipe)", reader);
        }
    }

    [SkippableFact]
    public async Task Settings_InAPipeCalledDotEnv_AreRefused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "asks the Linux kernel");
        using var cli = new BridgeCli();
        using (var made = System.Diagnostics.Process.Start("mkfifo", [cli.PathOf(".env")]))
        {
            await made.WaitForExitAsync();
        }

        (await cli.RunAsync("gates").WaitAsync(TimeSpan.FromMinutes(2))).SingleComplaint(exitCode: 2).Should().Contain(".env: it is a pipe");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Commands_ForeignTextWithEscapes_ShowItEscaped()
    {
        const string Escape = "\u001b]0;owned\u0007\u202egpj\u009b2J";
        using var cli = new BridgeCli();
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(10);
        exchange.TimeFaults.Enqueue(FakeBinance.Status(404, $"{{\"code\":-1,\"msg\":\"{Escape}\"}}"));
        exchange.TimeFaults.Enqueue(FakeBinance.Status(404, $"<html>{Escape}"));
        exchange.TimeFaults.Enqueue(FakeBinance.Body($"{{\"serverTime\":\"{Escape}\"}}"));
        cli.UseFileChannel();
        cli.Write($"{Escape}.json", "{\"version\":\"" + Escape + "\"}");
        cli.Write($"{Escape}.csv", $"timestamp,open,high,low,close,volume\n1748779200000,{Escape},1,1,1,1\n");
        cli.Write("bad.env", $"TIMEFRAME={Escape}\n{Escape}=1\n");
        string[][] lines =
        [
            ["validate", $"{Escape}.json"], ["validate", $"{Escape}.none"], ["publish", $"{Escape}.json"], ["run-cycle", "--candles", $"{Escape}.csv"],
            ["candles", "check", $"{Escape}.csv"], ["candles", "check", $"{Escape}.none"], ["generate", "--candles", $"{Escape}.csv", "--out", $"{Escape}/o"],
            ["gates", "--env", "bad.env"], ["gates", "--env", Escape], ["run-cycle", "--symbol", Escape], ["run-cycle", "--timeframe", Escape], ["run-cycle", "--strategy", Escape],
            ["run-cycle", "--exchange", Escape], ["run-cycle", "--redis", Escape], ["why", Escape], ["fetch", Escape], [Escape], ["run-cycle", $"--{Escape}"], ["fuzz", "--count", Escape],
            ["candles", "download", "--from", Escape, "--out", "x"], ["run-cycle", "--exchange", exchange.Url.ToString()], ["run-cycle", "--exchange", exchange.Url.ToString()], ["run-cycle", "--exchange", exchange.Url.ToString()],
        ];

        foreach (var line in lines)
        {
            var result = await cli.RunAsync(line);

            result.ExitCode.Should().NotBe(0);
            (result.Out + result.Error).Replace("\n", string.Empty, StringComparison.Ordinal).Should().NotBeEmpty().And.NotMatchRegex("[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]", string.Join(' ', line));
        }

        cli.Environment["TIMEFRAME"] = Escape;
        (await cli.RunAsync("gates")).SingleComplaint(exitCode: 2).Should().Contain("\\u001b").And.NotContain("\u001b");
    }
}
