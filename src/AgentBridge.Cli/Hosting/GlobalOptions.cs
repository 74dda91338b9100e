using System.CommandLine;
using System.Globalization;

namespace AgentBridge.Cli;

/// <summary>Options that every command takes, and options that several share.</summary>
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

    public static Option<string[]> Candles(string description) => new("--candles")
    {
        Description = description,
        HelpName = "[PAIR=]FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>An option that takes a whole number from <paramref name="least"/> to <paramref name="greatest"/>, both included.</summary>
    public static Option<long> Whole(string name, string description, string helpName, long least, long greatest, long standard) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= greatest)
            {
                return value;
            }

            var range = greatest == long.MaxValue ? FormattableString.Invariant($"of at least {least}") : FormattableString.Invariant($"from {least} to {greatest}");
            result.AddError($"{name} {result.Tokens[0].Value}: expected a whole number{(least == long.MinValue ? string.Empty : " " + range)}");
            return default;
        },
    };

    public static Option<string?> Symbol() => new("--symbol") { Description = "The pair (default: the file's name for --candles, else DEFAULT_SYMBOL)", HelpName = "BASE/QUOTE" };

    public static Option<string?> Timeframe() => new("--timeframe") { Description = "The length of a candle (default: TIMEFRAME)", HelpName = "5m" };

    public static Option<bool> Quarantine() => new("--quarantine") { Description = "Leave faulty rows out (each becomes a gap) instead of stopping" };

    public static Option<string?> Redis() => new("--redis") { Description = "A Redis server to use instead of the configured one", HelpName = "URL" };

    public static Option<string?> Tick() => new("--tick") { Description = "The market's price step (default: TICK_SIZE, else what the exchange says; never coarser than the candles show)", HelpName = "0.01" };
}
