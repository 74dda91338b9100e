using System.Xml.Linq;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>Runs the built tests and reads their results.</summary>
internal static class TestRun
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>The seed-named test classes.</summary>
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
    /// <param name="scope">Which tests run, by their cost.</param>
    /// <param name="onLine">Takes the runner's output; <see langword="null"/> shares the streams.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <param name="freqtrade">The environment of the strategy's seed-named test, once it is installed, or why there is none.</param>
    public static async Task<TestEvidence> RunAsync(
        string root, TestScope scope, Action<string>? onLine, CliHost host, CancellationToken cancellationToken, Task<FreqtradeChoice>? freqtrade = null)
    {
        // The hash of the tested sources, not of edits saved meanwhile.
        var hash = SourceTree.Hash(root);
        var results = Path.Combine(root, ".artifacts", "test-results", scope.Name);
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        string[] filter = scope.Filter is null ? [] : ["--filter", scope.Filter];
        string[] arguments =
        [
            "test", Path.Combine("tests", "AgentBridge.Tests", "AgentBridge.Tests.csproj"), "--no-build", "-c", "Release", "--nologo",
            "--logger", "trx;LogFileName=tests.trx", "--results-directory", results, .. filter,
        ];
        // The result of an earlier run of the same sources does not count for one that ended early.
        var file = TestEvidence.PathOf(root, scope.Name);
        if (File.Exists(file))
        {
            File.Delete(file);
        }

        var strategy = new StrategyTests(root, host);
        var isSeed = scope == TestScope.Seed;
        if (!isSeed)
        {
            await strategy.PrepareAsync(mayInstall: scope != TestScope.Fast, cancellationToken);
        }

        // A bot's tests mostly wait, so the tests of both languages share the cores.
        var beside = isSeed ? null : strategy.RunAsync(scope, results, onLine, cancellationToken);
        var exit = await Tools.RunAsync(host.Dotnet, arguments, root, onLine, cancellationToken, strategy.Environment);
        if (beside is not null)
        {
            await Task.WhenAny(beside);
        }

        var found = Read(Path.Combine(results, "tests.trx"));
        if (exit != 0 && found.Failures.Count == 0)
        {
            throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"the test run ended early (exit {exit}) after {found.Passed} tests; its output is above"));
        }

        try
        {
            found = found.And(isSeed ? await RunSeedAsync() : await beside!);
        }
        catch (CliException exception) when (found.Failures.Count > 0)
        {
            // There will be no summary, so the failures so far are listed here.
            throw new CliException(exception.ExitCode, $"{exception.Message}; before that failed: {string.Join("; ", found.Failures)}", exception);
        }

        var evidence = new TestEvidence(hash, scope.Name, found.Passed, found.Failures.Count, found.Skipped, host.Clock.GetUtcNow()) { Failures = found.Failures };
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

    private static SuiteResult Read(string trx)
    {
        if (!File.Exists(trx))
        {
            throw new CliException(ExitCodes.CheckFailed, "the test run wrote no results; its output is above");
        }

        var results = XDocument.Load(trx).Descendants(Trx + "UnitTestResult").ToLookup(r => (string?)r.Attribute("outcome"), StringComparer.Ordinal);
        return new SuiteResult(
            results["Passed"].Count(),
            Lines(results.Where(group => group.Key is not ("Passed" or "NotExecuted")).SelectMany(group => group)),
            Lines(results["NotExecuted"]));
    }

    private static List<string> Lines(IEnumerable<XElement> results) =>
        [.. results
            .Select(r => SuiteResult.Line((string?)r.Attribute("testName"), r.Descendants(Trx + "Message").Select(m => m.Value).FirstOrDefault()))
            .Order(StringComparer.Ordinal)];
}
