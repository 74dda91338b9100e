using System.CommandLine;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary><c>bridge test</c></summary>
internal static class TestCommand
{
    public static Command Create(CliHost host)
    {
        var fast = new Option<bool>("--fast") { Description = "Only the fast tests, a minute in all on two idle cores: no Freqtrade is started or installed" };
        var all = new Option<bool>("--all") { Description = "The long tests too, as CI runs them: up to 45 minutes on two idle cores (without it, 10)" };
        var allowSkip = new Option<string[]>("--allow-skip")
        {
            Description = "With CI=true, the tests that may be skipped: shared-data, or (parts of) their names",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var command = new Command("test", "Builds, runs all but the long tests, and lists those that failed or were skipped; the evidence for G1")
        {
            fast, all, allowSkip,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = Tools.RequireRoot(host, "test");
            var json = parsed.GetValue(GlobalOptions.Json);
            var scope = (parsed.GetValue(fast), parsed.GetValue(all)) switch
            {
                (true, true) => throw new CliException(ExitCodes.Usage, "test: --fast and --all contradict each other; name one"),
                (true, false) => TestScope.Fast,
                (false, true) => TestScope.All,
                _ => TestScope.Usual,
            };
            var evidence = await TestRun.RunAsync(root, scope, json ? host.Error.WriteLine : null, host, cancellationToken);
            var refused = SkipRules.Of(host, parsed.GetValue(allowSkip)!).Refused(evidence.Skipped);
            Report(host, evidence, refused, json);
            return evidence.Holds && refused.Count == 0 ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static void Report(CliHost host, TestEvidence evidence, IReadOnlyList<string> refused, bool json)
    {
        foreach (var line in refused)
        {
            host.Error.WriteLine($"bridge: CI=true, and this was not tested (fix it, or --allow-skip its name): {line}");
        }

        if (json)
        {
            JsonOut.Write(
                host,
                new TestDocument(evidence.Passed, evidence.Failed, evidence.Skipped, evidence.SourceHash, evidence.Failures),
                DocumentJson.Default.TestDocument);
            return;
        }

        foreach (var name in evidence.Skipped)
        {
            host.Out.WriteLine($"skipped {name}");
        }

        foreach (var name in evidence.Failures)
        {
            host.Out.WriteLine($"failed {name}");
        }

        host.Out.WriteLine(FormattableString.Invariant($"{evidence.Passed} passed, {evidence.Failed} failed, {evidence.Skipped.Count} skipped"));
    }
}
