using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>The kind of a failure for measurements: few values, none of which names a place or a person.</summary>
internal static class ErrorTypes
{
    public static string Of(Exception failure) => failure switch
    {
        CandleSourceException source => $"candles_{Snake(source.Error.ToString())}",
        JournalException journal => $"journal_{Snake(journal.Error.ToString())}",
        TransportException => "channel",
        OperationCanceledException => "cancelled",
        _ => failure.GetType().FullName ?? failure.GetType().Name,
    };

    private static string Snake(string name) =>
        string.Concat(name.Select((letter, i) => char.IsAsciiLetterUpper(letter) && i > 0 ? $"_{char.ToLowerInvariant(letter)}" : char.ToLowerInvariant(letter).ToString()));
}
