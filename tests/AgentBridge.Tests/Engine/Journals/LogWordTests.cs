using System.Text.RegularExpressions;
using AgentBridge.Engine;
using AgentBridge.Schema;
using AgentBridge.Testing;
using AgentBridge.Tests.Architecture;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Journals;

/// <summary>One table of words for both languages and every document.</summary>
public sealed partial class LogWordTests
{
    // Capitalised literals that are no words of a journal: failure codes, currencies, codes of backtests, names in a Python module, metavariables of the help, environment variables.
    private static readonly string[] OtherTables =
    [
        "src/AgentBridge.Backtesting/Engine/PairChecks.cs", "src/AgentBridge.Backtesting/Futures/FuturesChecks.cs", "src/AgentBridge.Backtesting/Protections/BacktestProtections.cs", "src/AgentBridge.Backtesting/Protections/ProtectionSection.cs",
        "src/AgentBridge.Cli/Freqtrade/DryRunParity.cs", "src/AgentBridge.Cli/Hosting/FailureReport.cs",
        "src/AgentBridge.Cli/Parity/ParityOutput.cs",
        "src/AgentBridge.Cli/Setup/CandleFileName.cs", "src/AgentBridge.Engine/Configuration/PythonSettings.cs",
    ];

    private static readonly string[] NoWords =
    [
        "ARGUMENTS", "DECISION_ID", "FILE", "FOLDER", "NAME", "SECONDS", "SYMBOL", "TIME", "SIGNAL", "DENIED",
        "BRIDGE_CLI", "BRIDGE_DOTNET", "BRIDGE_ROOT", "BRIDGE_WHEELS", "COLUMNS", "LANG", "LC_ALL", "NO_COLOR", "NO_PROXY", "SOURCE_DATE_EPOCH", "AGENTBRIDGE_HOME", "XDG_DATA_HOME", "HOME", "PYTHONPATH", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "PATH", "PYTHONDONTWRITEBYTECODE", "TERM",
        "ERROR", "RECORD", "CAGR", "TOTAL",
    ];

    public static TheoryData<LogWordKind> Kinds => [.. Enum.GetValues<LogWordKind>().Where(kind => kind != LogWordKind.Unspecified)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Words_OfAKind_AreOnceEachWithAMeaning(LogWordKind kind)
    {
        var words = LogWordCatalog.All.Where(word => word.Kind == kind).ToList();

        words.Should().NotBeEmpty().And.OnlyContain(word => word.Meaning.Length > 5 && word.Word.Length > 2);
        words.Select(word => word.Word).Should().OnlyHaveUniqueItems();
        words.Should().OnlyContain(word => !word.IsFinal || kind == LogWordKind.Refusal);
    }

    [Fact]
    public void Sources_UseNoWordThatTheTableLacks()
    {
        var known = LogWordCatalog.All.Select(word => word.Word)
            .Concat(ConfigKeys.All.Select(key => key.Name))
            .Concat(ViolationCatalog.All.Select(violation => violation.Name))
            .Concat(CheckRule.All.Select(rule => rule.Name))
            .Concat(NoWords)
            .ToHashSet(StringComparer.Ordinal);

        Literals().Where(l => !known.Contains(l.Word)).Select(l => $"{l.At} {l.Word}").Should().BeEmpty("a new word of the journals has its row in LogWordCatalog");
    }

    [Fact]
    public void Sources_WriteTheWordsOfActionsByTheirNames() =>
        SourceTree.Files(Repository.PathOf("src"), ".cs")
            .SelectMany(f => ActionByHand().Matches(File.ReadAllText(f)).Select(m => $"{SourceTree.Name(f)} {m.Value}"))
            .Should().BeEmpty("an action is one of TradeActions");

    [Fact]
    public void Python_CodesAreMadeFromTheTable()
    {
        var file = Repository.PathOf("strategy-bridge", "agent_bridge", "codes.py");
        var made = PythonCodes.Text();
        if (GeneratedDocs.IsUpdate("UPDATE_DOCS"))
        {
            File.WriteAllText(file, made);
            return;
        }

        File.ReadAllText(file).ReplaceLineEndings("\n").Should().Be(made, "codes.py is generated from LogWordCatalog; run the tests with UPDATE_DOCS=1 to accept");
    }

    [Fact]
    public void Readme_Words_AreThoseOfTheTable() => GeneratedDocs.Check(
        Repository.PathOf("src", "AgentBridge.Engine", "README.md"),
        "log-words",
        GeneratedDocs.Table(
            ["word", "kind", "meaning"],
            LogWordCatalog.All
                .Where(word => word.Kind is LogWordKind.Action or LogWordKind.Cycle or LogWordKind.Entry or LogWordKind.Stage)
                .Select(word => (IReadOnlyList<string>)[$"`{word.Word}`", word.Kind.ToString().ToLowerInvariant(), word.Meaning])));

    [Fact]
    public void ReadmeOfTheStrategy_ExitReasons_AreThoseOfTheTable() => GeneratedDocs.Check(
        Repository.PathOf("strategy-bridge", "README.md"),
        "exit-reasons",
        GeneratedDocs.Table(["exit reason", "meaning"], Of(LogWordKind.Exit).Select(word => (IReadOnlyList<string>)[$"`{word.Word}`", word.Meaning])));

    private static IEnumerable<LogWord> Of(LogWordKind kind) => LogWordCatalog.All.Where(word => word.Kind == kind);

    /// <summary>Every literal that looks like a word of the journals, in the projects that write or read them.</summary>
    private static IEnumerable<(string At, string Word)> Literals() =>
        new[] { "Engine", "Risk", "Backtesting", "Native", "Cli" }
            .SelectMany(project => SourceTree.Files(Repository.PathOf("src", "AgentBridge." + project), ".cs"))
            .Where(f => !OtherTables.Contains(SourceTree.Name(f), StringComparer.Ordinal))
            .SelectMany(f => Literal().Matches(File.ReadAllText(f)).Select(m => (SourceTree.Name(f), m.Groups["word"].Value)));

    // No word is shorter than four letters; analyzer rules are letters with a number.
    [GeneratedRegex("\"(?!(IL|CA|IDE)[0-9]+\")(?<word>[A-Z][A-Z0-9]{3,}|[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)\"", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Literal();

    [GeneratedRegex("(ActionEntry|\\.Append)\\(\\s*(new\\()?\"[a-z]+\"", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex ActionByHand();
}
