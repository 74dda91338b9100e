using System.Globalization;
using System.Xml.Linq;

namespace AgentBridge.Cli;

/// <summary>What a suite found.</summary>
internal sealed record SuiteResult(int Passed, int Failed, IReadOnlyList<string> Skipped)
{
    public static SuiteResult Nothing { get; } = new(0, 0, []);
}

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
                _pythons[release.Version] = environment.Python;
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
        var runs = await Task.WhenAll(_pythons.Keys.Select((version, index) => RunOneAsync(version, [.. GroupsOf(version, index).SelectMany(g => new[] { "--only", g }), "tests"], results, onLine, cancellationToken)));
        return runs.Aggregate(
            SuiteResult.Nothing with { Skipped = _missing },
            (all, one) => new SuiteResult(all.Passed + one.Passed, all.Failed + one.Failed, [.. all.Skipped, .. one.Skipped]));
    }

    /// <summary>Runs the test of the strategy whose name the design's source gives, on one release.</summary>
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

    // The first run also takes what drives no release, and a release that is not there, whose tests it names as skipped.
    private IEnumerable<string> GroupsOf(string version, int index) =>
        index > 0 ? [version] : [version, CommonGroup, .. FreqtradeRelease.All.Select(r => r.Version).Where(v => !_pythons.ContainsKey(v))];

    private async Task<SuiteResult> RunOneAsync(string version, IEnumerable<string> tests, string results, Action<string>? onLine, CancellationToken cancellationToken)
    {
        var report = Path.Combine(results, $"strategy-{version}.xml");
        string[] arguments = ["-B", "-u", "-m", "pytest", "--no-header", "--junitxml", report, .. tests];
        var environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal)
        {
            // The program that runs this, not an older build that may lie about.
            ["BRIDGE_CLI"] = Path.Combine(AppContext.BaseDirectory, "bridge.dll"),
            ["BRIDGE_DOTNET"] = host.Dotnet,
        };

        // The runs write at the same time, so each line says whose it is.
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
        return exit == 0 || found.Failed > 0
            ? found
            : throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"the strategy's tests on Freqtrade {version} ended early (exit {exit}); their output is above"));
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
