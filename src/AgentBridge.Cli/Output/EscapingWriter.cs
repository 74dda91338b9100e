using System.Text;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>
/// Passes lines on with control characters escaped: no setting, file name or foreign text controls the terminal. Callers write whole texts, so
/// newlines and tabs come from the program itself.
/// </summary>
internal sealed class EscapingWriter(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    /// <summary>The underlying writer, for code that draws on a terminal and sanitises its texts itself.</summary>
    public static TextWriter Unwrap(TextWriter writer) => writer is EscapingWriter visible ? visible.Inner : writer;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(Shown(value.ToString()));

    public override void Write(char[] buffer, int index, int count) => inner.Write(Shown(new string(buffer, index, count)));

    public override void Write(ReadOnlySpan<char> buffer) => inner.Write(Shown(buffer.ToString()));

    public override void Write(string? value) => inner.Write(value is null ? null : Shown(value));

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value) => inner.WriteLine(value is null ? null : Shown(value));

    public override Task WriteLineAsync(string? value) => inner.WriteLineAsync(value is null ? null : Shown(value));

    public override void Flush() => inner.Flush();

    public override Task FlushAsync() => inner.FlushAsync();

    private TextWriter Inner => inner;

    private static string Shown(string text) =>
        text.AsSpan().ContainsAny('\n', '\t')
            ? string.Join('\n', text.Split('\n').Select(line => string.Join('\t', line.Split('\t').Select(VisibleText.Of))))
            : VisibleText.Of(text);
}
