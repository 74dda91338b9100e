using AgentBridge.Market;
using Spectre.Console;

namespace AgentBridge.Cli;

/// <summary>A progress bar on a terminal; writes nothing to a pipe.</summary>
internal static class ProgressBar
{
    /// <summary>Runs long work; <paramref name="work"/> reports a fraction from 0 to 1 and a text.</summary>
    public static async Task<T> RunAsync<T>(CliHost host, string title, Func<Action<double, string>, Task<T>> work)
    {
        if (!host.IsTerminal)
        {
            return await work((_, _) => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(EscapingWriter.Unwrap(host.Error)), ColorSystem = host.Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(VisibleText.Of(title)), maxValue: 1);
                return await work((fraction, text) =>
                {
                    task.Value = fraction;
                    task.Description = Markup.Escape(VisibleText.Of(text));
                });
            });
    }
}
