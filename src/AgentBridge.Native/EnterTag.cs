using System.Buffers;
using AgentBridge.Schema;

namespace AgentBridge.Native;

/// <summary>
/// The enter_tag that Freqtrade stores with a trade: <c>ab1|id|e=N|sl=N|tp1=N|tp2=N|cap=N</c>, numbers as in the canonical bytes.
/// The Python package reads it strictly and writes the same (<c>agent_bridge/tag.py</c>).
/// </summary>
internal static class EnterTag
{
    private const int IdLength = 36;

    // Names and bars take 30 bytes.
    private const int MaxLength = 30 + IdLength + (5 * CanonicalNumber.MaxLength);

    /// <summary>Writes the tag of a long signal that the gate approved.</summary>
    /// <param name="signal">The signal; a long.</param>
    /// <param name="destination">Takes the UTF-8 bytes of the tag.</param>
    /// <exception cref="InvalidOperationException">The signal is not a long: only longs have a tag.</exception>
    public static void Write(TradingSignal signal, IBufferWriter<byte> destination)
    {
        if (signal.Side != SignalSide.Long)
        {
            throw new InvalidOperationException($"{signal.DecisionId} is not a long");
        }

        var text = destination.GetSpan(MaxLength);
        "ab1|"u8.CopyTo(text);
        _ = signal.DecisionId.TryFormat(text[4..], out _);
        var length = 4 + IdLength;
        length += Part("|e="u8, signal.Entry.Price, text[length..]);
        length += Part("|sl="u8, signal.Risk.InitialStop, text[length..]);
        length += Part("|tp1="u8, signal.Risk.TakeProfits.First.Price, text[length..]);
        length += Part("|tp2="u8, signal.Risk.TakeProfits.Second.Price, text[length..]);
        length += Part("|cap="u8, signal.Risk.MaxCapitalPct, text[length..]);
        destination.Advance(length);
    }

    private static int Part(ReadOnlySpan<byte> name, double value, Span<byte> destination)
    {
        name.CopyTo(destination);
        return name.Length + CanonicalNumber.Write(value, destination[name.Length..]);
    }
}
