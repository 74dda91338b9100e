using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentBridge.Schema;

/// <summary>Signals to and from JSON, each in one pass and without reflection.</summary>
public static class SignalJson
{
    /// <summary>The maximum size of a message, in bytes.</summary>
    public const int MaxMessageBytes = 4096;

    /// <summary>
    /// Reads a signal: any JSON layout of a valid one (RFC 8259, UTF-8 without BOM), nothing else.
    /// </summary>
    /// <param name="utf8">The message.</param>
    /// <param name="signal">The signal; <see langword="null"/> if the message is refused.</param>
    /// <param name="violation">Why it is refused; the default value if it is not.</param>
    /// <returns>Whether the message is a valid signal. Never throws for bad input.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TradingSignal? signal, out SignalViolation violation) =>
        SignalReader.TryRead(utf8, out signal, out violation);

    /// <summary>The canonical bytes of a signal: the contract's field order, no spaces, RFC 8785 numbers, no final newline.</summary>
    /// <param name="signal">The signal; valid.</param>
    /// <exception cref="ArgumentException">
    /// A value can't be written at all: a number that is not finite, negative zero, an unspecified side or type, half of a surrogate pair, a missing part.
    /// </exception>
    public static byte[] ToCanonicalBytes(TradingSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        RequireParts(signal);
        return SignalWriter.ToArray(signal);
    }

    /// <summary>Writes the canonical bytes into a buffer.</summary>
    /// <param name="signal">The signal; valid.</param>
    /// <param name="destination">The buffer; unchanged after an exception.</param>
    /// <exception cref="ArgumentException">A value can't be written at all (see <see cref="ToCanonicalBytes"/>).</exception>
    public static void WriteCanonical(TradingSignal signal, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(destination);
        RequireParts(signal);
        SignalWriter.Write(signal, destination);
    }

    /// <summary>Writes the canonical bytes as a value inside another document.</summary>
    /// <param name="writer">A writer positioned where a value is allowed.</param>
    /// <param name="signal">The signal; valid.</param>
    /// <exception cref="ArgumentException">A value can't be written at all (see <see cref="ToCanonicalBytes"/>).</exception>
    public static void WriteValue(Utf8JsonWriter writer, TradingSignal signal)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(signal);
        RequireParts(signal);
        JsonSerializer.Serialize(writer, signal, SignalJsonContext.Default.TradingSignal);
    }

    private static void RequireParts(TradingSignal signal)
    {
        if (signal.Symbol is null || signal.Entry is null || signal.Risk is null || signal.Rationale is null)
        {
            throw new ArgumentException("A part of the signal is null.", nameof(signal));
        }
    }
}

/// <summary>The generated metadata of a signal for the serialiser; <see cref="SignalWriter"/> does the writing.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(TradingSignal))]
internal sealed partial class SignalJsonContext : JsonSerializerContext;
