using System.Xml.Linq;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>Runs the built tests and reads what came of them.</summary>
internal static class TestRun
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>The classes whose names the design's source gives.</summary>
    public static IReadOnlyList<string> SeedClasses { get; } =
    [
        "test_signal_roundtrip",
        "test_data_candles_shape",
        "test_atr_positive",
        "test_generate_signal_breakout",
        "test_generate_signal_no_trade",
        "test_risk_filter_bounds",
        "test_publish_consume_signal",
        "test_logging_append",
    ];

    /// <summary>Runs tests and writes their evidence.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="scope">All tests, or the seed-named classes.</param>
    /// <param name="onLine">Takes the runner's output; <see langword="null"/> shares the streams.</param>
    /// <param name="host">The world.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <param name="freqtrade">Where the seed-named test of the strategy runs, as soon as it is there, or why it can't.</param>
    public static async Task<TestEvidence> RunAsync(
        string root, string scope, Action<string>? onLine, CliHost host, CancellationToken cancellationToken, Task<FreqtradeChoice>? freqtrade = null)
    {
        // The hash of what is tested, not of what somebody saved meanwhile.
        var hash = SourceTree.Hash(root);
        var results = Path.Combine(root, ".artifacts", "test-results", scope);
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        string[] filter = string.Equals(scope, TestEvidence.Seed, StringComparison.Ordinal)
            ? ["--filter", string.Join('|', SeedClasses.Select(name => $"FullyQualifiedName~.{name}."))]
            : [];
        string[] arguments =
        [
            "test", Path.Combine("tests", "AgentBridge.Tests", "AgentBridge.Tests.csproj"), "--no-build", "-c", "Release", "--nologo",
            "--logger", "trx;LogFileName=tests.trx", "--results-directory", results, .. filter,
        ];
        // What an earlier run of the same sources found does not speak for one that ended early.
        var file = TestEvidence.PathOf(root, scope);
        if (File.Exists(file))
        {
            File.Delete(file);
        }

        var strategy = new StrategyTests(root, host);
        var all = string.Equals(scope, TestEvidence.All, StringComparison.Ordinal);
        if (all)
        {
            await strategy.PrepareAsync(cancellationToken);
        }

        var exit = await Tools.RunAsync(host.Dotnet, arguments, root, onLine, cancellationToken, strategy.Environment);
        var evidence = Read(Path.Combine(results, "tests.trx"), hash, scope, host.Clock.GetUtcNow());
        if (exit != 0 && evidence.Failed == 0)
        {
            throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"the test run ended early (exit {exit}) after {evidence.Passed} tests; its output is above"));
        }

        var more = all ? await strategy.RunAsync(results, onLine, cancellationToken) : await RunSeedAsync();
        evidence = evidence with { Passed = evidence.Passed + more.Passed, Failed = evidence.Failed + more.Failed, Skipped = [.. evidence.Skipped, .. more.Skipped] };
        evidence.Write(file);
        return evidence;

        async Task<SuiteResult> RunSeedAsync()
        {
            var choice = freqtrade is null ? FreqtradeChoice.Paper : await freqtrade;
            return choice.Environment is { } environment
                ? await strategy.RunSeedAsync(environment, results, onLine, cancellationToken)
                : SuiteResult.Nothing with { Skipped = [$"{StrategyTests.SeedTest}: {choice.WhyPaper ?? "a run on paper has no Freqtrade"}"] };
        }
    }

    private static TestEvidence Read(string trx, string hash, string scope, DateTimeOffset at)
    {
        if (!File.Exists(trx))
        {
            throw new CliException(ExitCodes.CheckFailed, "the test run wrote no results; its output is above");
        }

        var results = XDocument.Load(trx).Descendants(Trx + "UnitTestResult").ToList();
        int Count(string outcome) => results.Count(r => string.Equals((string?)r.Attribute("outcome"), outcome, StringComparison.Ordinal));
        var passed = Count("Passed");
        var skipped = results
            .Where(r => (string?)r.Attribute("outcome") is "NotExecuted")
            .Select(r => $"{(string?)r.Attribute("testName")}: {Reason(r)}")
            .Order(StringComparer.Ordinal)
            .ToList();
        return new TestEvidence(hash, scope, passed, results.Count - passed - skipped.Count, skipped, at);
    }

    private static string Reason(XElement result) =>
        result.Descendants(Trx + "Message").Select(m => m.Value.ReplaceLineEndings(" ").Trim()).FirstOrDefault() is { Length: > 0 } text ? text : "no reason given";
}
