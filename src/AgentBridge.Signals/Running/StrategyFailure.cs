using System.Reflection;
using System.Text;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>That a strategy threw: nothing is decided then.</summary>
/// <param name="Strategy">Name and version.</param>
/// <param name="OpenTimeMs">The open of the candle that it was handed, in Unix milliseconds.</param>
/// <param name="Kind">The exception's type, without its namespace.</param>
/// <param name="Text">The exception's text, on one line.</param>
public sealed record StrategyFailure(string Strategy, long OpenTimeMs, string Kind, string Text)
{
    private const int MostText = 300;

    /// <summary>The failure for people, on one line.</summary>
    public override string ToString() =>
        $"strategy {Strategy} failed on the candle of {SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(OpenTimeMs))}: {Kind}{(Text.Length == 0 ? string.Empty : ": " + Text)}";

    /// <summary>Creates a failure from a strategy's exception.</summary>
    /// <param name="strategy">Name and version.</param>
    /// <param name="openTimeMs">The open of the candle that it was handed, in Unix milliseconds.</param>
    /// <param name="exception">What it threw.</param>
    public static StrategyFailure Of(string strategy, long openTimeMs, Exception exception)
    {
        var (kind, text) = Describe(exception);
        return new StrategyFailure(strategy, openTimeMs, kind, text);
    }

    /// <summary>An exception of user code on one line: its type and its text.</summary>
    /// <param name="exception">What the user code threw.</param>
    public static string Words(Exception exception)
    {
        var (kind, text) = Describe(exception);
        return text.Length == 0 ? kind : $"{kind}: {text}";
    }

    private static (string Kind, string Text) Describe(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);

        // Exceptions of static initialisers and of reflection calls are wrapped; the wrapper has no information.
        var cause = exception;
        while (cause is TypeInitializationException or TargetInvocationException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        string text;
        try
        {
            text = cause.Message;
        }
        catch (Exception)
        {
            // The exception is the strategy's own as well.
            text = string.Empty;
        }

        text = VisibleText.Of(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        text = text.Length <= MostText ? text : text[..MostText] + "…";

        // Half of a surrogate pair, theirs or from shortening, can't be written to a journal.
        return (cause.GetType().Name, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }
}
