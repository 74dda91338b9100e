using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>A file of signals, one a line, as <c>bridge generate</c> writes it.</summary>
internal static class SignalHistoryFile
{
    private const int MostBytes = 1 << 30;

    /// <summary>The signals in the order of the file; a repeated line counts once.</summary>
    /// <exception cref="CliException">The file can't be read, a line is no signal, or an id occurs with two different signals.</exception>
    public static IReadOnlyList<TradingSignal> Read(string file, CliHost host)
    {
        var bytes = SignalFile.ReadBytes(file, host, MostBytes).AsMemory();
        var known = new Dictionary<Guid, TradingSignal>();
        var signals = new List<TradingSignal>();
        for (var line = 1; !bytes.IsEmpty; line++)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            var piece = (end < 0 ? bytes : bytes[..end]).TrimEnd("\r "u8);
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (piece.IsEmpty)
            {
                continue;
            }

            if (!SignalJson.TryRead(piece.Span, out var signal, out var violation))
            {
                throw new CliException(ExitCodes.Usage, FormattableString.Invariant($"{file}: line {line}: {violation}"));
            }

            if (known.TryAdd(signal.DecisionId, signal))
            {
                signals.Add(signal);
            }
            else if (known[signal.DecisionId] != signal)
            {
                throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"{file}: line {line}: DECISION_CONFLICT: {signal.DecisionId} occurs twice with different values"));
            }
        }

        return signals;
    }
}
