using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>
/// Every setting and every option with a typed value, with values that look nearly right: exit 2 and one line that names the
/// setting, the value, the expected value and the remedy.
/// </summary>
public sealed class BadValuesTests
{
    private static readonly string[] Values =
    [
        "", " ", "x", "NaN", "Infinity", "-Infinity", "1,5", "1e999", "0x10", "\u0663", "\uff11\uff10", "\u221e", "True", "YES", "5 5", "1_000", "1.", "+", "99999999999999999999", "1;2", "a\tb",
    ];

    /// <summary>Values that a console can't show as they are, or blank ones, which a shell does not pass on by itself.</summary>
    private static readonly string[] Words = [.. Values.Where(v => v.Trim().Length > 0 && v[0] != '-')];

    public static TheoryData<string> Keys => [.. ConfigKeys.All.Select(k => k.Name)];

    public static TheoryData<string> Options =>
    [
        "dry-run --host @", "dry-run --seconds @", "dry-run --seed @", "dry-run --freqtrade @", "dry-run --until @", "dry-run --tick @", "fetch BTC/USDT --max-age @",
        "fetch BTC/USDT --redis @", "fuzz --count @", "fuzz --seed @", "bench --runs @", "simulate --port @", "simulate --speed @", "simulate --tick-size @", "simulate --last-closed @",
        "candles download --out o.csv --from @", "candles download --out o.csv --from 2025-06-01 --to @", "candles download --out o.csv --from 2025-06-01 --timeframe @",
        "candles download --out o.csv --from 2025-06-01 --symbol @", "candles download --out o.csv --from 2025-06-01 --exchange @", "run-cycle --candles BTC_USDT-5m.test.csv --timeframe @",
        "run-cycle --candles BTC_USDT-5m.test.csv --symbol @", "run-cycle --candles BTC_USDT-5m.test.csv --tick @", "run-cycle --exchange @", "freqtrade install --version @",
    ];

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Keys))]
    public async Task Setting_ValueThatItDoesNotTake_OneLineAndExit2(string key)
    {
        using var cli = new BridgeCli();
        var option = ConfigKeys.Of(key);
        var refused = 0;
        foreach (var value in Values)
        {
            if (option.TryRead(value.Trim(), out _, out _))
            {
                continue;
            }

            refused++;
            cli.Environment[key] = value;
            (await cli.RunAsync("gates")).SingleComplaint(exitCode: 2).Should()
                .StartWith($"bridge: {key}=").And.Contain($"expected {option.Expected} ({option.Meaning}); {option.Remedy}").And.EndWith("(environment)").And.NotContain("(Parameter");
        }

        refused.Should().BeGreaterThan(option.Range is null && option.Choices.IsEmpty ? 0 : Values.Length - 2);
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Options))]
    public async Task Option_ValueThatItDoesNotTake_OneLineAndExit2(string line)
    {
        using var cli = new BridgeCli();
        _ = cli.WriteCandles(CliCandles.Quiet);
        var name = line.Split(' ')[^2];
        foreach (var value in Words)
        {
            var complaint = (await cli.RunAsync([.. line.Split(' ')[..^1], value])).SingleComplaint(exitCode: 2);

            complaint.Should().StartWith($"bridge: {name} ").And.MatchRegex(": (.+; )?expected .+ \\(.+\\); (leave it out for|for example) .").And.NotContain("(Parameter");
        }
    }

    [Fact]
    public async Task Simulate_OptionsThatContradictTheRecording_AreNamedAsTheUserKnowsThem()
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Quiet);

        var late = (await cli.RunAsync("simulate", "--candles", file, "--last-closed", "2035-01-01")).SingleComplaint(exitCode: 2);
        var twice = (await cli.RunAsync("simulate", "--candles", file, "--candles", file)).SingleComplaint(exitCode: 2);

        late.Should().StartWith("bridge: --last-closed must be an open time on the grid of the recording of BTC/USDT, from 20").And.NotContain("(Parameter");
        twice.Should().StartWith("bridge: --candles must not hold a pair twice").And.NotContain("(Parameter");
    }
}
