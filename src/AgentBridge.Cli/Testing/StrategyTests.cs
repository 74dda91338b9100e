using System.Globalization;
using System.Xml.Linq;

namespace AgentBridge.Cli;

/// <summary>
/// The tests of the strategy, on every Freqtrade release that can be installed here: one run for each release, at the same time.
/// Each run is the release's own Python; its tests find the built programs and the releases through environment variables.
/// </summary>
internal sealed class StrategyTests(string root, CliHost host)
{
    /// <summary>The seed-named test of the strategy.</summary>
    public const string SeedTest = "test_strategy_sets_flag";

    private const string ToolsName = "test-tools.txt";

    // The group of the tests that drive no release.
    private const string CommonGroup = "common";

    private readonly Dictionary<string, string> _pythons = new(StringComparer.Ordinal);
    private readonly Lock _output = new();
    private readonly List<string> _missing = [];

    private string Folder => Path.Combine(root, "strategy-bridge");

    /// <summary>The variables that name each installed release's Python.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        FreqtradeRelease.All.Where(r => _pythons.ContainsKey(r.Version)).ToDictionary(r => r.PythonVariable, r => _pythons[r.Version], StringComparer.Ordinal);

    /// <summary>Finds the releases; one that is missing, or can't be installed, is recorded with the reason.</summary>
    /// <param name="mayInstall">Whether missing packages are installed.</param>
    /// <param name="cancellationToken">Stops an install.</param>
    public async Task PrepareAsync(bool mayInstall, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(Folder, "tests")))
        {
            return;
        }

        foreach (var release in FreqtradeRelease.All)
        {
            try
            {
                var installer = new FreqtradeInstaller(release, Installation.OfCheckout(root), host);
                var environment = mayInstall ? await installer.EnsureAsync(cancellationToken) : installer.Require();
                await InstallToolsAsync(environment, cancellationToken);
                _pythons[release.Version] = environment.Python;
            }
            catch (CliException exception)
            {
                _missing.Add($"strategy-bridge on Freqtrade {release.Version}: {exception.Message}");
            }
        }
    }

    /// <summary>Runs the tests.</summary>
    /// <param name="scope">Which of them.</param>
    /// <param name="results">The folder of the results.</param>
    /// <param name="onLine">Takes the runner's output; <see langword="null"/> shares the streams.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="CliException">The run ended early.</exception>
    public async Task<SuiteResult> RunAsync(TestScope scope, string results, Action<string>? onLine, CancellationToken cancellationToken)
    {
        var missing = SuiteResult.Nothing with { Skipped = _missing };
        if (_pythons.Count == 0)
        {
            return missing;
        }

        _ = Directory.CreateDirectory(results);
        var runs = await Task.WhenAll(_pythons.Keys.Select((version, index) =>
            RunOneAsync(version, ["--cost", scope.Cost, .. GroupsOf(version, index).SelectMany(g => new[] { "--only", g }), "tests"], results, onLine, cancellationToken)));
        return runs.Aggregate(missing, (all, one) => all.And(one));
    }

    /// <summary>Runs the seed-named test of the strategy, on one release.</summary>
    /// <param name="environment">The release's environment.</param>
    /// <param name="results">The folder of the results.</param>
    /// <param name="onLine">Takes the runner's output.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="CliException">The run ended early.</exception>
    public async Task<SuiteResult> RunSeedAsync(FreqtradeEnvironment environment, string results, Action<string>? onLine, CancellationToken cancellationToken)
    {
        try
        {
            await InstallToolsAsync(environment, cancellationToken);
        }
        catch (CliException exception)
        {
            return SuiteResult.Nothing with { Skipped = [$"{SeedTest}: {exception.Message}"] };
        }

        _pythons[environment.Release.Version] = environment.Python;
        return await RunOneAsync(environment.Release.Version, [$"tests/test_callbacks.py::{SeedTest}"], results, onLine, cancellationToken);
    }

    // The first run also includes tests that drive no release, and lists the tests of a missing release as skipped.
    private IEnumerable<string> GroupsOf(string version, int index) =>
        index > 0 ? [version] : [version, CommonGroup, .. FreqtradeRelease.All.Select(r => r.Version).Where(v => !_pythons.ContainsKey(v))];

    private async Task<SuiteResult> RunOneAsync(string version, IEnumerable<string> tests, string results, Action<string>? onLine, CancellationToken cancellationToken)
    {
        var report = Path.Combine(results, $"strategy-{version}.xml");
        string[] arguments = ["-B", "-u", "-m", "pytest", "--no-header", "--junitxml", report, .. tests];
        var environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal)
        {
            // The running program, not an older build.
            ["BRIDGE_CLI"] = Path.Combine(AppContext.BaseDirectory, "bridge.dll"),
            ["BRIDGE_DOTNET"] = host.Dotnet,
        };

        // The runs write at the same time, so each line says which run it belongs to.
        void Pass(string line)
        {
            lock (_output)
            {
                (onLine ?? host.Out.WriteLine)($"{version} | {line}");
            }
        }

        var exit = await Tools.RunAsync(_pythons[version], arguments, Folder, Pass, cancellationToken, environment);
        if (!File.Exists(report))
        {
            throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"the strategy's tests on Freqtrade {version} wrote no results (exit {exit}); their output is above"));
        }

        var found = Read(report);
        return exit == 0 || found.Failures.Count > 0
            ? found
            : throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"the strategy's tests on Freqtrade {version} ended early (exit {exit}); their output is above"));
    }

    private static SuiteResult Read(string report)
    {
        var suites = XDocument.Load(report).Descendants("testsuite").ToList();
        int Sum(string name) => suites.Sum(s => int.Parse((string?)s.Attribute(name) ?? "0", CultureInfo.InvariantCulture));
        var skipped = suites.Descendants("testcase").Where(c => c.Element("skipped") is not null).Select(c => Line(c, c.Element("skipped")!)).ToList();
        var failed = suites.Descendants("testcase").Where(c => Fault(c) is not null).Select(c => Line(c, Fault(c)!)).ToList();

        // Counted but not listed: it belongs to no test.
        var unnamed = Sum("failures") + Sum("errors") - failed.Count;
        failed.AddRange(Enumerable.Repeat($"{Path.GetFileName(report)}: a failure without a name", Math.Max(0, unnamed)));
        return new SuiteResult(Math.Max(0, Sum("tests") - failed.Count - skipped.Count), failed, skipped);
    }

    private static XElement? Fault(XElement testCase) => testCase.Element("failure") ?? testCase.Element("error");

    private static string Line(XElement testCase, XElement outcome) =>
        SuiteResult.Line($"{(string?)testCase.Attribute("classname")}.{(string?)testCase.Attribute("name")}", (string?)outcome.Attribute("message"));

    private async Task InstallToolsAsync(FreqtradeEnvironment environment, CancellationToken cancellationToken)
    {
        var list = Path.Combine(root, "envs", ToolsName);
        var lines = new List<string>();
        string[] arguments = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q", "--no-deps", .. PackageSource.Find(host).PipArguments, "-r", list];
        if (await Tools.RunAsync(environment.Python, arguments, root, lines.Add, cancellationToken) != 0)
        {
            throw new CliException(ExitCodes.Unavailable, $"the packages of envs/{ToolsName} can't be installed: {lines.LastOrDefault()}");
        }
    }
}
