using System.CommandLine;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Options of every command, and options that several share.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON document on stdout, messages on stderr",
        Recursive = true,
    };

    public static Option<string?> Env { get; } = new("--env")
    {
        Description = "The settings file (default: .env in the working directory, where there is one)",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Of every command that takes a strategy; settings read it as STRATEGY_ASSEMBLY.</summary>
    public static Option<string?> StrategyAssembly { get; } = new("--strategy-assembly")
    {
        Description = "An assembly of your own with more strategies (default: STRATEGY_ASSEMBLY)",
        HelpName = "FILE.dll",
    };

    public static Option<string[]> Candles(string description) => new("--candles")
    {
        Description = description,
        HelpName = "[PAIR=]FILE|FOLDER",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>An option for a whole number from <paramref name="least"/> to <paramref name="greatest"/>, both included.</summary>
    public static Option<long> Whole(string name, string description, string helpName, long least, long greatest, long standard) =>
        Of(name, description, helpName, OptionParameter.Whole(name, Meaning(description), least, greatest, standard), standard);

    /// <summary>An option with a few allowed words, the first of which is the default.</summary>
    public static Option<string> OneOf(string name, string description, params IReadOnlyList<string> words)
    {
        var option = Of(name, description, string.Join('|', words), OptionParameter.OneOf(name, Meaning(description), words), words[0]);
        option.CompletionSources.Add([.. words]);
        return option;
    }

    /// <summary>An option for a property of an options record: parsed, checked and rejected like it.</summary>
    /// <param name="name">With its dashes, such as <c>--seconds</c>.</param>
    /// <param name="description">Its description in the help.</param>
    /// <param name="helpName">The name of its value in the help.</param>
    /// <param name="parameter">The record's option.</param>
    /// <param name="standard">The default value, as text.</param>
    public static Option<T> Of<T>(string name, string description, string helpName, OptionParameter parameter, T standard) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (parameter.TryRead(text, out var value, out var detail))
            {
                return (T)value!;
            }

            result.AddError(parameter.ErrorOf(name, text, detail));
            return default;
        },
    };

    /// <summary>An option for an instant.</summary>
    /// <param name="name">With its dashes, such as <c>--seconds</c>.</param>
    /// <param name="description">Its description in the help.</param>
    /// <param name="standard">The default; an example if it is required.</param>
    /// <param name="isRequired">Whether it must be given.</param>
    public static Option<DateTimeOffset?> Instant(string name, string description, string standard, bool isRequired = false)
    {
        var parameter = new OptionParameter { Name = name, Kind = ParameterKind.Text, Meaning = Meaning(description), Form = new InstantForm(), Default = standard, IsRequired = isRequired };
        var option = Of<DateTimeOffset?>(name, description, "TIME", parameter, null);
        option.Required = isRequired;
        if (isRequired)
        {
            option.DefaultValueFactory = null;
        }

        return option;
    }

    public static Option<string?> Symbol() => new("--symbol") { Description = "The pair (default: the file's name for --candles, else DEFAULT_SYMBOL)", HelpName = "BASE/QUOTE" };

    public static Option<string?> Timeframe() => new("--timeframe") { Description = "The length of a candle (default: TIMEFRAME)", HelpName = "5m" };

    /// <summary>An option with the meaning of a setting, which holds where it is not given.</summary>
    /// <param name="name">With its dashes, such as <c>--pairs</c>.</param>
    /// <param name="description">Its description in the help.</param>
    /// <param name="helpName">The name of its value in the help.</param>
    /// <param name="key">The setting's key, such as <c>PAIRS</c>.</param>
    public static Option<T> Setting<T>(string name, string description, string helpName, string key)
    {
        var option = Of<T>(name, description, helpName, ConfigKeys.Of(key), default!);
        option.DefaultValueFactory = null;
        return option;
    }

    public static Option<bool> Quarantine() => new("--quarantine") { Description = "Leave faulty rows out (each becomes a gap) instead of stopping" };

    public static Option<string?> Redis() => new("--redis") { Description = "A Redis server to use instead of the configured one", HelpName = "URL" };

    public static Option<string?> Tick() => new("--tick") { Description = "The market's price step (default: TICK_SIZE, else what the exchange reports; never coarser than the candles' own decimals)", HelpName = "0.01" };

    /// <summary>Its description in an error: without the brackets, as part of a sentence.</summary>
    private static string Meaning(string description)
    {
        var text = description.Split(" (")[0].TrimEnd('.');
        return char.ToLowerInvariant(text[0]) + text[1..];
    }
}
