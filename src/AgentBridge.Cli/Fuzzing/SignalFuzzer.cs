using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>A reader of messages, as <see cref="SignalJson.TryRead"/>.</summary>
/// <param name="utf8">The message.</param>
/// <param name="signal">The signal; null where the message is refused.</param>
/// <param name="violation">Why it is refused.</param>
/// <returns>Whether the message is a valid signal.</returns>
public delegate bool SignalReading(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TradingSignal? signal, out SignalViolation violation);

/// <summary>
/// Feeds mutated messages to the reader and compares its answers with <see cref="IndependentChecker"/>: it never throws; what
/// it accepts, the checker accepts with the same values, and its canonical bytes read back as the same signal; what it rejects,
/// the checker refuses in the same layer.
/// </summary>
public static class SignalFuzzer
{
    private const int MessagesBetweenReports = 1024;

    /// <summary>Fuzzes the product's reader.</summary>
    /// <param name="count">How many messages, ≥ 0.</param>
    /// <param name="seed">The seed: equal seeds yield equal messages.</param>
    /// <param name="progress">Receives now and then how many messages are done.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public static FuzzReport Run(long count, int seed, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        Run(count, seed, SignalJson.TryRead, progress, cancellationToken);

    /// <summary>Fuzzes any reader.</summary>
    /// <param name="count">How many messages, ≥ 0.</param>
    /// <param name="seed">The seed: equal seeds yield equal messages.</param>
    /// <param name="reading">The reader.</param>
    /// <param name="progress">Receives now and then how many messages are done.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public static FuzzReport Run(long count, int seed, SignalReading reading, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(reading);
        var findings = ImmutableArray.CreateBuilder<FuzzFinding>();
        long accepted = 0, crashes = 0, mismatches = 0;
        for (long index = 0; index < count; index++)
        {
            if (index % MessagesBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(index);
            }

            var message = FuzzMessages.Create(seed, index);
            var (taken, fault, detail) = Try(message, reading);
            accepted += taken ? 1 : 0;
            crashes += fault == FuzzFault.Crash ? 1 : 0;
            mismatches += fault is FuzzFault.None or FuzzFault.Crash ? 0 : 1;
            if (fault != FuzzFault.None && findings.Count(finding => finding.Fault == fault) < FuzzReport.MaxFindingsOfAKind)
            {
                findings.Add(new FuzzFinding(index, fault, detail, Convert.ToBase64String(message)));
            }
        }

        progress?.Report(count);
        return new FuzzReport(count, seed, accepted, count - accepted - crashes, crashes, mismatches, findings.ToImmutable());
    }

    private static (bool Taken, FuzzFault Fault, string Detail) Try(byte[] message, SignalReading reading)
    {
        try
        {
            var taken = reading(message, out var signal, out var violation);
            var (refused, values) = IndependentChecker.Check(message);
            var (fault, detail) = taken ? JudgeTaken(signal!, refused, values, reading) : JudgeRefused(violation, refused);
            return (taken, fault, detail);
        }
        catch (Exception exception)
        {
            // A fuzz run looks for exceptions of the reader, the writer or the checker.
            return (false, FuzzFault.Crash, exception.ToString());
        }
    }

    private static (FuzzFault Fault, string Detail) JudgeRefused(SignalViolation violation, ViolationLayer refused)
    {
        var layer = ViolationCatalog.Of(violation.Code).Layer;
        return refused == ViolationLayer.Unspecified ? (FuzzFault.RejectedValid, violation.ToString())
            : layer != refused ? (FuzzFault.OtherLayer, $"{violation}; the checker's layer is {refused}")
            : (FuzzFault.None, "");
    }

    private static (FuzzFault Fault, string Detail) JudgeTaken(TradingSignal signal, ViolationLayer refused, IReadOnlyDictionary<string, object> values, SignalReading reading)
    {
        if (refused != ViolationLayer.Unspecified)
        {
            return (FuzzFault.AcceptedInvalid, $"the checker refuses it ({refused})");
        }

        foreach (var (path, value) in Values(signal))
        {
            if (!value.Equals(values[path]))
            {
                return (FuzzFault.OtherValue, string.Create(CultureInfo.InvariantCulture, $"{path}: read {value}, the checker read {values[path]}"));
            }
        }

        var canonical = SignalJson.ToCanonicalBytes(signal);
        return reading(canonical, out var again, out var violation) && again == signal && SignalJson.ToCanonicalBytes(again).AsSpan().SequenceEqual(canonical)
            ? (FuzzFault.None, "")
            : (FuzzFault.NotRoundTripping, violation.Code == ViolationCode.Unspecified ? "another signal was read back" : violation.ToString());
    }

    private static IEnumerable<(string Path, object Value)> Values(TradingSignal signal) =>
    [
        ("/decision_id", signal.DecisionId.ToString("D")),
        ("/timestamp", signal.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        ("/symbol", signal.Symbol),
        ("/side", signal.Side == SignalSide.Long ? "long" : "short"),
        ("/confidence", signal.Confidence),
        ("/entry/type", signal.Entry.Type == EntryType.Market ? "market" : "limit"),
        ("/entry/price", signal.Entry.Price),
        ("/risk/initial_stop", signal.Risk.InitialStop),
        ("/risk/take_profits/0/price", signal.Risk.TakeProfits.First.Price),
        ("/risk/take_profits/0/size_pct", signal.Risk.TakeProfits.First.SizePct),
        ("/risk/take_profits/1/price", signal.Risk.TakeProfits.Second.Price),
        ("/risk/take_profits/1/size_pct", signal.Risk.TakeProfits.Second.SizePct),
        ("/risk/max_capital_pct", signal.Risk.MaxCapitalPct),
        ("/rationale", signal.Rationale),
    ];
}
