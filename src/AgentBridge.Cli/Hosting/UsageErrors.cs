using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace AgentBridge.Cli;

/// <summary>The error in the arguments, in one line.</summary>
internal static partial class UsageErrors
{
    /// <summary>The first thing that is wrong; <see langword="null"/> where nothing is.</summary>
    public static string? Find(ParseResult parsed, IReadOnlyList<string> args)
    {
        if (UnknownWord(parsed, args) is { } word)
        {
            return $"there is no {(word.StartsWith('-') ? "option" : "command or argument")} '{WithoutSecrets(word)}'{Hint(parsed)}";
        }

        if (OptionWithoutValue(parsed) is { } option)
        {
            return $"a value is missing after {option}{Hint(parsed)}";
        }

        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        var commands = parsed.CommandResult.Command.Subcommands;
        return commands.Count > 0
            ? $"a command is missing after '{CommandTree.PathOf(parsed.CommandResult)}': {string.Join(", ", commands.Select(c => c.Name))}"
            : WithoutSecrets(OneLine(parsed.Errors[0].Message)).TrimEnd('.') + Hint(parsed);
    }

    /// <summary>A word that is neither a command, an option nor a value. The library accepts an unknown option as the value of an argument.</summary>
    private static string? UnknownWord(ParseResult parsed, IReadOnlyList<string> args)
    {
        if (!parsed.CommandResult.Command.TreatUnmatchedTokensAsErrors)
        {
            return null;
        }

        // After a lone -- every word is a value, whatever it looks like.
        var option = args.Contains("--", StringComparer.Ordinal)
            ? null
            : parsed.CommandResult.Tokens.Select(t => t.Value).FirstOrDefault(value => value.Length > 1 && value[0] == '-');
        return option ?? (parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null);
    }

    /// <summary>An option whose value is the next option: <c>--symbol --json</c>.</summary>
    private static string? OptionWithoutValue(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(o => o.Tokens.Any(t => t.Value.Length > 2 && t.Value.StartsWith("--", StringComparison.Ordinal)))?.Option.Name;

    private static string Hint(ParseResult parsed) => $"; see `{CommandTree.PathOf(parsed.CommandResult)} --help`";

    private static string OneLine(string text) => Spaces().Replace(text, " ").Trim();

    /// <summary>A URL may contain a password, wherever it is on the line.</summary>
    private static string WithoutSecrets(string text) => UserInfo().Replace(text, "://***@");

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Spaces();

    [GeneratedRegex("://[^\\s'\"]*@", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex UserInfo();
}
