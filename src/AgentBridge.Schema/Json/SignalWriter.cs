using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentBridge.Schema;

/// <summary>Writes a signal as its canonical bytes, from any serialiser. Reading has one path, <see cref="SignalReader"/>.</summary>
internal sealed class SignalWriter : JsonConverter<TradingSignal>
{
    // Names and punctuation take 280 bytes, id, timestamp and words 80.
    private const int FixedBytes = 400;
    private const int Numbers = 8;
    private const int MaxStackBytes = 2048;

    public override TradingSignal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Signals are read by SignalJson.TryRead.");

    public override void Write(Utf8JsonWriter writer, TradingSignal value, JsonSerializerOptions options)
    {
        var most = MaxLength(value);
        var canonical = new CanonicalWriter(most <= MaxStackBytes ? stackalloc byte[most] : new byte[most]);
        WriteRoot(ref canonical, value);
        writer.WriteRawValue(canonical.Written, skipInputValidation: true);
    }

    /// <summary>The canonical bytes alone, without the serialiser between.</summary>
    /// <param name="signal">The signal, with all its parts.</param>
    /// <param name="destination">Where they go; untouched after an exception.</param>
    public static void Write(TradingSignal signal, IBufferWriter<byte> destination)
    {
        var writer = new CanonicalWriter(destination.GetSpan(MaxLength(signal)));
        WriteRoot(ref writer, signal);
        destination.Advance(writer.Written.Length);
    }

    /// <summary>The canonical bytes alone, in an array of their own.</summary>
    /// <param name="signal">The signal, with all its parts.</param>
    public static byte[] ToArray(TradingSignal signal)
    {
        var most = MaxLength(signal);
        var writer = new CanonicalWriter(most <= MaxStackBytes ? stackalloc byte[most] : new byte[most]);
        WriteRoot(ref writer, signal);
        return writer.Written.ToArray();
    }

    private static int MaxLength(TradingSignal signal) =>
        FixedBytes + (Numbers * CanonicalNumber.MaxLength) + CanonicalText.MaxLength(signal.Symbol) + CanonicalText.MaxLength(signal.Rationale);

    private static void WriteRoot(ref CanonicalWriter writer, TradingSignal signal)
    {
        writer.Raw("{\"version\":\"1.0\",\"decision_id\":\""u8);
        writer.Id(signal.DecisionId);
        writer.Raw("\",\"timestamp\":\""u8);
        writer.Timestamp(signal.Timestamp);
        writer.Raw("\",\"symbol\":"u8);
        writer.Text(signal.Symbol);
        writer.Raw(",\"side\":"u8);
        writer.Text(SignalNames.Of(signal.Side));
        writer.Raw(",\"confidence\":"u8);
        writer.Number(signal.Confidence);
        writer.Raw(",\"entry\":{\"type\":"u8);
        writer.Text(SignalNames.Of(signal.Entry.Type));
        writer.Raw(",\"price\":"u8);
        writer.Number(signal.Entry.Price);
        writer.Raw("},\"risk\":{\"initial_stop\":"u8);
        WriteRisk(ref writer, signal.Risk);
        writer.Raw("},\"rationale\":"u8);
        writer.Text(signal.Rationale);
        writer.Raw("}"u8);
    }

    private static void WriteRisk(ref CanonicalWriter writer, RiskPlan risk)
    {
        writer.Number(risk.InitialStop);
        writer.Raw(",\"take_profits\":[{\"price\":"u8);
        WriteTarget(ref writer, risk.TakeProfits.First);
        writer.Raw("},{\"price\":"u8);
        WriteTarget(ref writer, risk.TakeProfits.Second);
        writer.Raw("}],\"max_capital_pct\":"u8);
        writer.Number(risk.MaxCapitalPct);
    }

    private static void WriteTarget(ref CanonicalWriter writer, in TakeProfit target)
    {
        writer.Number(target.Price);
        writer.Raw(",\"size_pct\":"u8);
        writer.Number(target.SizePct);
    }
}
