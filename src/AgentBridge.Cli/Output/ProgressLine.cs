namespace AgentBridge.Cli;

/// <summary>The progress of one part of long work. Any thread.</summary>
/// <param name="report">Shows a fraction from 0 to 1 and a text.</param>
/// <param name="say">Shows what holds it up.</param>
internal sealed class ProgressLine(Action<double, string> report, Action<string> say)
{
    private const int Marks = 10;

    /// <summary>In a pipe: a line at each tenth that is passed, none at the end, and one for what holds the work up.</summary>
    public static ProgressLine Plain(CliHost host)
    {
        var passed = 0;
        void Line(string text) => host.Error.WriteLine($"bridge: {text}");
        return new ProgressLine(
            (fraction, text) =>
            {
                var mark = (int)(fraction * Marks);
                if (mark > passed && mark < Marks)
                {
                    Line(FormattableString.Invariant($"{text} ({mark * 100 / Marks} %)"));
                }

                passed = Math.Max(passed, mark);
            },
            Line);
    }

    /// <summary>Shows how far the part is.</summary>
    public void Report(double fraction, string text) => report(fraction, text);

    /// <summary>Shows what holds it up.</summary>
    public void Say(string text) => say(text);
}
