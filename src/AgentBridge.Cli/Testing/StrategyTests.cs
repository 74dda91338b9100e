using System.Globalization;
using System.Xml.Linq;

namespace AgentBridge.Cli;

/// <summary>What a suite found.</summary>
internal sealed record SuiteResult(int Passed, int Failed, IReadOnlyList<string> Skipped)
{
    public static SuiteResult Nothing { get; } = new(0, 0, []);
}

/// <summary>
/// The tests of the strategy, on every Freqtrade release that can be installed here. One run serves all releases: its tests
/// find each release's Python through an environment variable.
/// </summary>
internal sealed class StrategyTests(string root, CliHost host)
{
    private const string ToolsName = "test-tools.txt";

    private readonly Dictionary<string, string> _pythons = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    private string Folder => Path.Combine(root, "strategy-bridge");

    /// <summary>The variables that name each installed release's Python.</summary>
    public IReadOnlyDictionary<string, string> Environment => _pythons;

    /// <summary>Installs the releases; one that can't be installed is remembered with the reason.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(Folder, "tests")))
        {
            return;
        }

        foreach (var release in FreqtradeRelease.All)
        {
            try
            {
                var environment = await new FreqtradeInstaller(release, root, host).EnsureAsync(cancellationToken);
                await InstallToolsAsync(environment, cancellationToken);
                _pythons[release.PythonVariable] = environment.Python;
            }
            catch (CliException exception)
            {
                _missing.Add($"strategy-bridge on Freqtrade {release.Version}: {exception.Message}");
            }
        }
    }

    /// <summary>Runs the tests.</summary>
    /// <param name="results">The folder of the results.</param>
    /// <param name="onLine">Takes the runner's output; <see langword="null"/> shares the streams.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="CliException">The run ended early.</exception>
    public async Task<SuiteResult> RunAsync(string results, Action<string>? onLine, CancellationToken cancellationToken)
    {
        if (_pythons.Count == 0)
        {
            return SuiteResult.Nothing with { Skipped = _missing };
        }

        _ = Directory.CreateDirectory(results);
        var found = SuiteResult.Nothing with { Skipped = _missing };
        var tests = "tests";
        foreach (var (name, python) in _pythons)
        {
            var one = await RunOneAsync(python, tests, Path.Combine(results, name + ".xml"), onLine, cancellationToken);
            found = new SuiteResult(found.Passed + one.Passed, found.Failed + one.Failed, [.. found.Skipped, .. one.Skipped]);

            // The first run has driven every release from outside; what runs inside the interpreter is run in each.
            tests = Path.Combine("tests", "test_callbacks.py");
        }

        return found;
    }

    private async Task<SuiteResult> RunOneAsync(string python, string tests, string report, Action<string>? onLine, CancellationToken cancellationToken)
    {
        var exit = await Tools.RunAsync(python, ["-B", "-m", "pytest", "-q", "--junitxml", report, tests], Folder, onLine, cancellationToken, _pythons);
        if (!File.Exists(report))
        {
            throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"the strategy's tests wrote no results (exit {exit}); their output is above"));
        }

        var found = Read(report);
        return exit == 0 || found.Failed > 0
            ? found
            : throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"the strategy's tests ended early (exit {exit}); their output is above"));
    }

    private static SuiteResult Read(string report)
    {
        var suites = XDocument.Load(report).Descendants("testsuite").ToList();
        int Sum(string name) => suites.Sum(s => int.Parse((string?)s.Attribute(name) ?? "0", CultureInfo.InvariantCulture));
        var skipped = suites.Descendants("testcase")
            .Where(c => c.Element("skipped") is not null)
            .Select(c => $"{(string?)c.Attribute("classname")}.{(string?)c.Attribute("name")}: {(string?)c.Element("skipped")!.Attribute("message")}")
            .ToList();
        var failed = Sum("failures") + Sum("errors");
        return new SuiteResult(Sum("tests") - failed - skipped.Count, failed, skipped);
    }

    private async Task InstallToolsAsync(FreqtradeEnvironment environment, CancellationToken cancellationToken)
    {
        var list = Path.Combine(root, "envs", ToolsName);
        var lines = new List<string>();
        string[] arguments = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q", "--no-deps", .. PackageSource.Find(root, host).PipArguments, "-r", list];
        if (await Tools.RunAsync(environment.Python, arguments, root, lines.Add, cancellationToken) != 0)
        {
            throw new CliException(ExitCodes.Unavailable, $"the packages of envs/{ToolsName} can't be installed: {lines.LastOrDefault()}");
        }
    }
}
