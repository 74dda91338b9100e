using AgentBridge.Market;
using Spectre.Console;

namespace AgentBridge.Cli;

/// <summary>Tables for people: colours and box lines on a terminal, plain ASCII in a pipe.</summary>
internal static class TextTable
{
    private const int PipeWidth = 4_096;

    /// <summary>Writes a table to stdout.</summary>
    public static void Write(CliHost host, string? title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, params int[] rightAligned)
    {
        var plain = !host.IsOutputTerminal;
        var table = new Table { Border = plain ? TableBorder.Ascii : TableBorder.Rounded };
        if (title is not null)
        {
            host.Out.WriteLine(title);
        }

        for (var i = 0; i < columns.Count; i++)
        {
            table.AddColumn(new TableColumn(Markup.Escape(columns[i])) { Alignment = rightAligned.Contains(i) ? Justify.Right : Justify.Left });
        }

        foreach (var row in rows)
        {
            _ = table.AddRow(row.Select(cell => new Text(VisibleText.Of(cell))));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(EscapingWriter.Unwrap(host.Out)),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain || !host.Colours ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (plain)
        {
            // A pipe has no width, so nothing is wrapped to a guessed one.
            console.Profile.Width = PipeWidth;
        }

        console.Write(table);
    }
}
