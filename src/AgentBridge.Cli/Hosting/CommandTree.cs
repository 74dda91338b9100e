using System.CommandLine;
using System.CommandLine.Parsing;

namespace AgentBridge.Cli;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Create(CliHost host)
    {
        var root = new RootCommand("AgentBridge: C# thinks, Freqtrade trades. Signals decided once, checked by a risk gate, executed by Freqtrade.")
        {
            DryRunCommand.Create(host),
            TestCommand.Create(host),
            RunCycleCommand.Create(host),
            AgentCommand.Create(host),
            StatusCommand.Create(host),
            SimulateCommand.Create(host),
            FreqtradeCommand.Create(host),
            GenerateCommand.Create(host),
            BacktestCommand.Create(host),
            ParityCommand.Create(host),
            StrategiesCommand.Create(host),
            IndicatorsCommand.Create(host),
            CandlesCommand.Create(host),
            ValidateCommand.Create(host),
            PublishCommand.Create(host),
            FetchCommand.Create(host),
            WhyCommand.Create(host),
            GatesCommand.Create(host),
            DoctorCommand.Create(host),
            FuzzCommand.Create(host),
            BenchCommand.Create(host),
            PackCommand.Create(host),
        };

        // [suggest] and similar directives are for shell completion, which is not supported; a word in brackets may be a file.
        root.Directives.Clear();
        root.Options.Add(GlobalOptions.Json);
        root.Options.Add(GlobalOptions.Env);
        ExampleHelp.Install(root);
        return root;
    }

    /// <summary>The full name of a command, such as <c>bridge candles check</c>.</summary>
    public static string PathOf(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = command; result is CommandResult current; result = current.Parent)
        {
            names.Push(current.Command is RootCommand ? "bridge" : current.Command.Name);
        }

        return string.Join(' ', names);
    }
}
