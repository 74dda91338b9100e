using AgentBridge.Engine;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>Reads the settings of a running agent again: all of the changes are applied, or none.</summary>
/// <param name="arguments">The agent's arguments.</param>
/// <param name="catalog">The strategies that were loaded at the start.</param>
/// <param name="host">The program's environment: streams, variables, clock.</param>
internal sealed class AgentReload(AgentArguments arguments, StrategyCatalog catalog, CliHost host)
{
    private static readonly string[] Fixed = ["REDIS_URL", "TRANSPORT", "SIGNALS_DIR", "SIGNALS_LIST", "SIGNALS_MAX", "JOURNAL_DIR", "TIMEFRAME", "STRATEGY_ASSEMBLY", "TICK_SIZE"];

    /// <summary>The settings as the file and the environment have them now, and their loops.</summary>
    /// <param name="before">The settings in use.</param>
    /// <exception cref="CliException">They can't be used, or change what a running agent can't change; nothing is to be changed.</exception>
    public (Settings Settings, IReadOnlyList<AgentUnit> Units, string Changes) Read(Settings before)
    {
        // Warnings of the reading are not repeated: they were printed at the start.
        using var quiet = new StringWriter();
        var silent = host with { Error = quiet };
        try
        {
            var next = arguments.Load(silent);
            var changes = before.Config.ChangesTo(next.Config);
            var refused = changes.Where(change => Fixed.Contains(change.Key, StringComparer.Ordinal)).Select(change => change.ToString()).ToList();
            if (refused.Count == 0 && (next.RedisNamed != before.RedisNamed || next.Config.RedisUrl != before.Config.RedisUrl))
            {
                // Another password is no other text.
                refused.Add("REDIS_URL");
            }

            return refused.Count > 0
                ? throw new CliException(ExitCodes.Usage, $"{string.Join(", ", refused)}: can't change while the agent runs; restart it for that")
                : (next, arguments.Units(next, catalog, silent), changes.Count == 0 ? "nothing changed" : string.Join(", ", changes));
        }
        catch (Exception exception) when (exception is CliException or ConfigException or StrategyException or Schema.OptionsException)
        {
            throw new CliException(ExitCodes.Usage, exception.Message.ReplaceLineEndings("; "), exception);
        }
    }
}
