using AgentBridge.Market;
using Spectre.Console;

namespace AgentBridge.Cli;

/// <summary>Progress bars on a terminal.</summary>
internal static class ProgressBar
{
    /// <summary>Runs long work; <paramref name="work"/> reports a fraction from 0 to 1 and a text. Writes nothing to a pipe.</summary>
    public static Task<T> RunAsync<T>(CliHost host, string title, Func<Action<double, string>, Task<T>> work) =>
        host.IsTerminal ? DrawAsync(host, [title], lines => work(lines[0].Report)) : work((_, _) => { });

    /// <summary>Runs long work of several parts: a bar each on a terminal, plain lines now and then in a pipe.</summary>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="titles">The parts.</param>
    /// <param name="work">Takes a line for each part.</param>
    public static Task<T> RunManyAsync<T>(CliHost host, IReadOnlyList<string> titles, Func<IReadOnlyList<ProgressLine>, Task<T>> work) =>
        host.IsTerminal ? DrawAsync(host, titles, work) : work([.. titles.Select(_ => ProgressLine.Plain(host))]);

    private static async Task<T> DrawAsync<T>(CliHost host, IReadOnlyList<string> titles, Func<IReadOnlyList<ProgressLine>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(EscapingWriter.Unwrap(host.Error)), ColorSystem = host.Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work([.. titles.Select(title => Of(context.AddTask(Text(title), maxValue: 1)))]));
    }

    private static ProgressLine Of(ProgressTask task) => new(
        (fraction, text) =>
        {
            task.Value = fraction;
            task.Description = Text(text);
        },
        text => task.Description = Text(text));

    private static string Text(string text) => Markup.Escape(VisibleText.Of(text));
}
