using System.Text;

namespace AgentBridge.Tests.Cli;

/// <summary>A stream of lines that several threads write to while a test reads it.</summary>
internal sealed class SharedLines : StringWriter
{
    private readonly Lock _lock = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            base.Write(value + "\n");
        }
    }

    public bool Has(string text) => ToString().Contains(text, StringComparison.Ordinal);

    public string[] All() => ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString()
    {
        lock (_lock)
        {
            return base.ToString();
        }
    }
}
