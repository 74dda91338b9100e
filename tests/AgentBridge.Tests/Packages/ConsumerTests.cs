using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using AgentBridge.Cli;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>What a user without a checkout does, with the packages and nothing else: create a strategy, test it, and run it in every host.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class ConsumerTests(ConsumerMachine machine) : IClassFixture<ConsumerMachine>
{
    private const string Password = "secret";

    [Fact]
    public async Task Template_TestsOfTheCreatedStrategy_Pass() =>
        (await machine.DotnetAsync(machine.Solution, "test", "-c", "Release", "--no-build")).Should().Contain("Passed!").And.Contain("Failed:     0");

    [Fact]
    public async Task Template_StrategyPacked_IsAPackageThatBringsTheContract()
    {
        _ = await machine.DotnetAsync(machine.Solution, "pack", "-c", "Release", "--no-build", "-o", machine.PathOf("mine"));

        using var package = ZipFile.OpenRead(Directory.GetFiles(machine.PathOf("mine")).Should().ContainSingle().Which);
        package.Entries.Select(e => e.FullName).Should().Contain($"lib/net10.0/{ConsumerMachine.Project}.dll");
        using var specification = new StreamReader(package.GetEntry($"{ConsumerMachine.Project}.nuspec")!.Open());
        (await specification.ReadToEndAsync()).Should().Contain($"""<dependency id="AgentBridge.Signals" version="{machine.Version}" """);
    }

    [Fact]
    public async Task Tool_Strategy_IsCheckedGeneratedDecidedAndTradedOnPaper()
    {
        var check = await Ok("strategies", "check", ConsumerMachine.Strategy, "--candles", machine.Candles);
        check.Out.Should().NotContain("FAIL");
        var generated = (await Ok("generate", "--candles", machine.Candles, "--out", "signals.jsonl", "--json")).Json();
        generated.GetProperty("approved").GetInt32().Should().BeGreaterThan(20);
        (await Ok("run-cycle", "--candles", machine.Candles)).Out.Should().MatchRegex("^(NO_TRADE|\\{)");

        var dry = (await Ok("dry-run", "--host", "paper", "--candles", machine.Candles, "--json")).Json();
        dry.GetProperty("trades").GetArrayLength().Should().BePositive();
        var gates = (await Ok("gates", "--json")).Json().EnumerateArray().ToList();
        gates.Should().HaveCount(4).And.OnlyContain(g => g.GetProperty("passed").GetBoolean());
        gates[0].GetProperty("evidence").GetString().Should().StartWith("fast tests only of this build, ");
    }

    [Fact]
    public async Task Tool_WithoutACheckout_ChecksTheMachineAndRefusesWhatNeedsSources()
    {
        var doctor = await machine.BridgeAsync("doctor", "--json");
        doctor.Json().EnumerateArray().Should().Contain(c => c.GetProperty("check").GetString() == "installation" && c.GetProperty("detail").GetString()!.EndsWith(machine.PathOf("home")));
        doctor.Json().EnumerateArray().Should().Contain(c => c.GetProperty("check").GetString() == "C# in Freqtrade" && c.GetProperty("ok").GetBoolean());
        (await machine.BridgeAsync("test")).Should().Match<CliResult>(r => r.ExitCode == 2 && r.Error.Contains("run ./bridge test in a checkout"));
    }

    [SkippableTheory]
    [InlineData("2024.2")]
    [InlineData("2026.9")]
    public async Task Freqtrade_StrategyInCoreClrAndInANativeLibrary_MakesEqualTrades(string version)
    {
        UseFreqtrade(version);
        await using var exchange = await ExchangeSimulatorHost.StartAsync(
            new ExchangeSimulatorOptions { Markets = [new SimulatedMarket { Candles = Recorded() }] }, TimeProvider.System);
        var folder = PrepareUserData(version, exchange.Url);
        string[] configurations = ["-c", "freqtrade/backtest.json", "-c", Path.Combine(folder, "offline.json"), "-c"];
        string[] arguments = ["--userdir", folder, "--strategy", "AgentBridgeStrategy", "--cache", "none"];
        await Ok("freqtrade", "strategy", "--out", Path.Combine(folder, "strategies"));

        var first = await machine.BridgeAsync(["freqtrade", "backtest", "--version", version, "--", .. configurations, "freqtrade/coreclr.json", .. arguments]);
        first.ExitCode.Should().Be(0, first.Out + first.Error);
        (first.Out + first.Error).Should().Contain("C# runs in this process through").And.Contain(Path.Combine(machine.Content, "strategy-bridge", "agent_bridge", "native"));
        var ofCoreClr = Trades(folder);

        // A machine without .NET: Freqtrade alone, the package of the wheel, the library.
        var library = await machine.LibraryAsync();
        var site = await InstallWheelAsync(version, folder);
        var said = await machine.SucceedAsync(
            Python(version),
            machine.Solution,
            ["-m", "freqtrade", "backtesting", .. configurations, "freqtrade/native.json", .. arguments],
            ("PATH", PathWithoutDotnet(folder)), ("DOTNET_ROOT", string.Empty), ("PYTHONPATH", site));
        said.Should().Contain($"C# runs in this process through native ({library}");

        Trades(folder).Should().Be(ofCoreClr);
        var ids = (await File.ReadAllLinesAsync(await GenerateAsync())).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("decision_id").GetString()!).ToHashSet(StringComparer.Ordinal);
        Ids(ofCoreClr).Should().HaveCountGreaterThan(10).And.BeSubsetOf(ids);
    }

    [SkippableFact]
    public async Task Api_RedisAndRiskPackagesAlone_PublishAndFetch()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        await using var server = await RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = Directory.CreateDirectory(machine.PathOf("redis")).FullName, Password = Password });
        var project = Directory.CreateDirectory(machine.PathOf("api")).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "Api.csproj"), ProjectOf("Exe", "AgentBridge.Redis", "AgentBridge.Risk"));
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), ApiProgram.Text);

        var said = await machine.DotnetAsync(project, "run", "-v", "quiet", "--", server.Port.ToString(CultureInfo.InvariantCulture), Password);

        said.Should().MatchRegex("^Published [0-9a-f-]{36}\nfetched [0-9a-f-]{36}\n$");
        said.Split('\n').Select(line => line.Split(' ')[^1]).Take(2).Distinct(StringComparer.Ordinal).Should().ContainSingle();
        var fetched = await Ok("fetch", "BTC/USDT", "--redis", FormattableString.Invariant($"redis://:{Password}@127.0.0.1:{server.Port}/0"));
        said.Should().Contain(JsonDocument.Parse(fetched.Out).RootElement.GetProperty("decision_id").GetString());
    }

    [Fact]
    public async Task Readmes_Samples_CompileAgainstThePackages()
    {
        // The same files that the tests compile against the sources; DocumentTests holds the READMEs to them.
        var project = Directory.CreateDirectory(machine.PathOf("samples")).FullName;
        var packages = Architecture.Shipped.Names.ToArray();
        await File.WriteAllTextAsync(Path.Combine(project, "Samples.csproj"), ProjectOf("Library", packages));
        foreach (var sample in Directory.GetFiles(Repository.PathOf("tests", "AgentBridge.Tests", "Docs", "Samples"), "*.cs"))
        {
            File.Copy(sample, Path.Combine(project, Path.GetFileName(sample)));
        }

        _ = await machine.DotnetAsync(project, "build", "-v", "quiet");
    }

    private static CandleSeries Recorded() => GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 6_000 });

    private static string Python(string version) => Path.Combine(FreqtradeCheckout.Environment(version)!, "bin", "python");

    private async Task<CliResult> Ok(params string[] words)
    {
        var result = await machine.BridgeAsync(words);
        result.ExitCode.Should().Be(0, $"bridge {string.Join(' ', words)}\n{result.Out}{result.Error}");
        return result;
    }

    private async Task<string> GenerateAsync()
    {
        _ = await Ok("generate", "--candles", machine.Candles, "--out", "history.jsonl");
        return Path.Combine(machine.Solution, "history.jsonl");
    }

    /// <summary>The release as <c>bridge test</c> installed it, in the place where the tool installs its own.</summary>
    private void UseFreqtrade(string version)
    {
        Skip.If(FreqtradeCheckout.Environment(version) is null, $"Freqtrade {version} is not installed ({FreqtradeCheckout.Variable(version)})");
        Skip.If(!OperatingSystem.IsLinux(), "the native library is made for linux-x64");
        _ = Directory.CreateDirectory(machine.PathOf("home", "freqtrade"));
        Directory.CreateSymbolicLink(machine.PathOf("home", "freqtrade", version), FreqtradeCheckout.Environment(version)!);
    }

    /// <summary>A user folder with the candles as Freqtrade stores them, and the simulated exchange in place of the real one.</summary>
    private string PrepareUserData(string version, Uri exchange)
    {
        var folder = Directory.CreateDirectory(Path.Combine(machine.Solution, "user_data-" + version)).FullName;
        _ = Directory.CreateDirectory(Path.Combine(folder, "backtest_results"));
        var data = Directory.CreateDirectory(Path.Combine(folder, "data", "binance")).FullName;
        var candles = Recorded();
        double[][] rows = [.. Enumerable.Range(0, candles.Count).Select(i => candles[i]).Select(c => new[] { c.OpenTimeMs, c.Open, c.High, c.Low, c.Close, c.Volume })];
        File.WriteAllText(Path.Combine(data, "BTC_USDT-5m.json"), JsonSerializer.Serialize(rows));
        var api = exchange.AbsoluteUri.TrimEnd('/') + "/api/v3";
        File.WriteAllText(
            Path.Combine(folder, "offline.json"),
            """{"exchange": {"ccxt_config": {"options": {"fetchMarkets": ["spot"]}, "urls": {"api": {"public": "URL", "private": "URL"}}}}}""".Replace("URL", api, StringComparison.Ordinal));
        return folder;
    }

    /// <summary>The Python package from the wheel that the tool makes, in a folder of its own.</summary>
    private async Task<string> InstallWheelAsync(string version, string folder)
    {
        var wheel = (await Ok("freqtrade", "wheel", "--out", Path.Combine(folder, "wheels"))).Out.Trim();
        var site = Path.Combine(folder, "site");
        _ = await machine.SucceedAsync(Python(version), folder, ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index", "--no-deps", "--target", site, wheel]);
        return site;
    }

    private static string PathWithoutDotnet(string folder)
    {
        var programs = Directory.CreateDirectory(Path.Combine(folder, "programs")).FullName;
        foreach (var name in new[] { "sh", "env", "uname" })
        {
            _ = File.CreateSymbolicLink(Path.Combine(programs, name), Path.Combine("/bin", name));
        }

        return programs;
    }

    /// <summary>The trades of the newest stored result as JSON, read as any program would: the pointer, then the file that it names.</summary>
    private static string Trades(string folder)
    {
        var results = Path.Combine(folder, "backtest_results");
        using var pointer = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, ".last_result.json")));
        var name = pointer.RootElement.GetProperty("latest_backtest").GetString()!;
        using var document = JsonDocument.Parse(name.EndsWith(".zip", StringComparison.Ordinal) ? Zipped(Path.Combine(results, name)) : File.ReadAllText(Path.Combine(results, name)));
        return document.RootElement.GetProperty("strategy").GetProperty("AgentBridgeStrategy").GetProperty("trades").GetRawText();
    }

    private static string Zipped(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        using var reader = new StreamReader(archive.GetEntry(Path.GetFileNameWithoutExtension(path) + ".json")!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>The decisions behind the trades: the tag of each trade's first order.</summary>
    private static List<string> Ids(string trades) =>
        [.. JsonDocument.Parse(trades).RootElement.EnumerateArray().Select(t => t.GetProperty("orders")[0].GetProperty("ft_order_tag").GetString()!.Split('|')[1])];

    private string ProjectOf(string output, params string[] packages) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>{output}</OutputType>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            {string.Join("\n    ", packages.Select(p => $"""<PackageReference Include="{p}" Version="{machine.Version}" />"""))}
          </ItemGroup>
        </Project>
        """;
}
