using System.Text.Json;
using AgentBridge.Cli;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using AgentBridge.Tests.Transport;

namespace AgentBridge.Tests.Cli;

/// <summary>The output of a command.</summary>
internal sealed record CliResult(int ExitCode, string Out, string Error)
{
    private const string DefaultsLine = "bridge: defaults used for ";

    /// <summary>The lines on stderr without the one that lists the defaults.</summary>
    public IReadOnlyList<string> Messages =>
        [.. Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith(DefaultsLine, StringComparison.Ordinal))];

    /// <summary>The one document on stdout.</summary>
    public JsonElement Json()
    {
        Out.TrimEnd('\n').Should().NotContain("\n", "one document, one line");
        using var document = JsonDocument.Parse(Out);
        return document.RootElement.Clone();
    }

    /// <summary>One line on stderr, nothing on stdout except, with --json, the same as a document; no stack trace.</summary>
    public string SingleComplaint(int exitCode)
    {
        ExitCode.Should().Be(exitCode, Error);
        var message = SingleMessage();
        if (Out.Length > 0)
        {
            var error = Json().GetProperty("error");
            error.GetProperty("exit").GetInt32().Should().Be(exitCode);
            $"bridge: {error.GetProperty("message").GetString()}".Should().Be(message);
        }

        return message;
    }

    public string SingleMessage()
    {
        Messages.Should().ContainSingle(Error);
        Messages[0].Should().StartWith("bridge: ").And.NotContain("   at ").And.NotContain("Exception");
        return Messages[0];
    }
}

/// <summary>The command line in this process, with its own folder, environment and clock.</summary>
internal sealed class BridgeCli : IDisposable
{
    public BridgeCli() => Folder = Directory.CreateTempSubdirectory("bridge cli ").FullName;

    public string Folder { get; }

    public string Journals => PathOf("decision_logs");

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public TimeProvider Clock { get; set; } = new FixedClock(TransportClock.Noon);

    /// <summary>Where the program seems to lie; it finds the content of a package beside itself.</summary>
    public string ProgramFolder { get; set; } = AppContext.BaseDirectory;

    /// <summary>The sources that the program seems to have been packed from.</summary>
    public string? SourceHash { get; set; }

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return name;
    }

    public string WriteCandles(CandleSeries candles, string name = "BTC_USDT-5m.test.csv")
    {
        CandleFile.Write(PathOf(name), candles);
        return name;
    }

    public CliHost Host(TextWriter output, TextWriter error) => new()
    {
        Out = output,
        Error = error,
        Environment = Environment,
        Clock = Clock,
        WorkingDirectory = Folder,
        ProgramFolder = ProgramFolder,
        SourceHash = SourceHash,
    };

    public Task<CliResult> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public async Task<CliResult> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await BridgeProgram.RunAsync(args, Host(output, TextWriter.Synchronized(error)), cancellationToken);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    /// <summary>The text of every file that the program left in the folder.</summary>
    public string AllFiles() => string.Join('\n', Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText));

    public void UseFileChannel() => Environment["TRANSPORT"] = "file";

    /// <summary>A checkout without sources whose tests have passed.</summary>
    public void PassG1()
    {
        var root = PathOf("root");
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "Bridge.sln"), "a solution");
        Environment["BRIDGE_ROOT"] = root;
        var evidence = new TestEvidence(
            SourceTree.Hash(root), TestEvidence.All, 10, 0, [], Clock.GetUtcNow());
        evidence.Write(TestEvidence.PathOf(root, evidence.Scope));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Candles in the format of the commands.</summary>
internal static class CliCandles
{
    /// <summary>The close of the deciding candle of <see cref="TestCandles.Breakout"/>.</summary>
    public static DateTimeOffset Close { get; } = DateTimeOffset.FromUnixTimeMilliseconds(TestCandles.ExampleOpenMs + 300_000);

    public static CandleSeries Breakout { get; } = TestCandles.Series(TestCandles.Breakout(40));

    public static CandleSeries Quiet { get; } = TestCandles.Series(TestCandles.Quiet(40));

    /// <summary>A breakout whose stop is far beyond five ATR.</summary>
    public static CandleSeries Denied { get; } = TestCandles.Series(Jump());

    public static CandleSeries Generated(int count) => GeneratedCandles.Create(new GeneratedCandlesOptions { Count = count });

    private static Candle[] Jump()
    {
        var candles = TestCandles.Quiet(40);
        candles[^1] = candles[^1] with { High = 120_000, Close = 119_000 };
        return candles;
    }
}
