using System.CommandLine;
using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary><c>bridge strategies [NAME]</c></summary>
internal static class StrategiesCommand
{
    public static Command Create(CliHost host)
    {
        var name = new Argument<string?>("NAME") { Description = "One strategy, with its parameters", Arity = ArgumentArity.ZeroOrOne };
        var timeframe = GlobalOptions.Timeframe();
        timeframe.Description = "The timeframe that warm-ups are counted in (default: TIMEFRAME)";
        var command = new Command("strategies", "Lists the strategies with their requirements and parameters")
        {
            StrategiesCheckCommand.Create(host),
            StrategiesDigestCommand.Create(host),
        };
        command.Arguments.Add(name);
        command.Options.Add(timeframe);
        command.Options.Add(GlobalOptions.StrategyAssembly);
        command.SetAction(parsed =>
        {
            var config = Settings.Load(parsed, host).Config;
            var length = CandleFiles.Timeframe(parsed.GetValue(timeframe), config);
            var catalog = StrategyOptions.CatalogOf(config, host);
            var shown = parsed.GetValue(name) is { } one ? [StrategyOptions.Find(one, "strategies ", catalog)] : catalog.All;
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(host, [.. shown.Select(s => StrategyDocument.Of(s, length))], DocumentJson.Default.IReadOnlyListStrategyDocument);
            }
            else
            {
                Show(host, shown, length, withParameters: parsed.GetValue(name) is not null);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void Show(CliHost host, IReadOnlyList<StrategyDescriptor> strategies, Timeframe timeframe, bool withParameters)
    {
        TextTable.Write(
            host,
            title: null,
            ["strategy", "warm-up", "sides", "feeds", "description"],
            strategies.Select(s => (IReadOnlyList<string>)[
                s.ToString(),
                s.Needs.WarmUpOn(timeframe).ToString(CultureInfo.InvariantCulture),
                string.Join(' ', StrategyDocument.SidesOf(s.Needs)),
                string.Join(", ", s.Needs.Feeds.Select(f => f.ToString())),
                s.Summary]),
            1);
        foreach (var strategy in strategies.Where(_ => withParameters))
        {
            TextTable.Write(
                host,
                $"parameters: --param NAME=VALUE, or STRATEGY_PARAMS=NAME=VALUE;NAME=VALUE",
                ["parameter", "range", "default", "meaning"],
                strategy.Parameters.Select(p => (IReadOnlyList<string>)[p.Name, p.Expected, p.Default, p.Meaning]));
        }

        foreach (var origin in strategies.Select(s => s.Origin).OfType<StrategyOrigin>().Distinct())
        {
            host.Out.WriteLine($"assembly {origin.Path}");
            host.Out.WriteLine($"SHA-256  {origin.Sha256}");
        }

        foreach (var strategy in strategies)
        {
            if (strategy.Needs.Problem(timeframe) is { } problem)
            {
                host.Error.WriteLine($"bridge: {strategy} needs {problem}");
            }
        }
    }
}
