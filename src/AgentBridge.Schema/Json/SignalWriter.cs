using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentBridge.Schema;

/// <summary>A signal as its canonical bytes, whoever serialises it. Reading has one path, <see cref="SignalReader"/>.</summary>
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
        var canonical = new CanonicalPen(most <= MaxStackBytes ? stackalloc byte[most] : new byte[most]);
        WriteRoot(ref canonical, value);
        writer.WriteRawValue(canonical.Written, skipInputValidation: true);
    }

    /// <summary>The canonical bytes alone, without the serialiser between.</summary>
    /// <param name="signal">The signal, with all its parts.</param>
    /// <param name="destination">Where they go; untouched after an exception.</param>
    public static void Write(TradingSignal signal, IBufferWriter<byte> destination)
    {
        var pen = new CanonicalPen(destination.GetSpan(MaxLength(signal)));
        WriteRoot(ref pen, signal);
        destination.Advance(pen.Written.Length);
    }

    /// <summary>The canonical bytes alone, in an array of their own.</summary>
    /// <param name="signal">The signal, with all its parts.</param>
    public static byte[] ToArray(TradingSignal signal)
    {
        var most = MaxLength(signal);
        var pen = new CanonicalPen(most <= MaxStackBytes ? stackalloc byte[most] : new byte[most]);
        WriteRoot(ref pen, signal);
        return pen.Written.ToArray();
    }

    private static int MaxLength(TradingSignal signal) =>
        FixedBytes + (Numbers * CanonicalNumber.MaxLength) + CanonicalText.MaxLength(signal.Symbol) + CanonicalText.MaxLength(signal.Rationale);

    private static void WriteRoot(ref CanonicalPen pen, TradingSignal signal)
    {
        pen.Raw("{\"version\":\"1.0\",\"decision_id\":\""u8);
        pen.Id(signal.DecisionId);
        pen.Raw("\",\"timestamp\":\""u8);
        pen.Timestamp(signal.Timestamp);
        pen.Raw("\",\"symbol\":"u8);
        pen.Text(signal.Symbol);
        pen.Raw(",\"side\":"u8);
        pen.Text(SignalNames.Of(signal.Side));
        pen.Raw(",\"confidence\":"u8);
        pen.Number(signal.Confidence);
        pen.Raw(",\"entry\":{\"type\":"u8);
        pen.Text(SignalNames.Of(signal.Entry.Type));
        pen.Raw(",\"price\":"u8);
        pen.Number(signal.Entry.Price);
        pen.Raw("},\"risk\":{\"initial_stop\":"u8);
        WriteRisk(ref pen, signal.Risk);
        pen.Raw("},\"rationale\":"u8);
        pen.Text(signal.Rationale);
        pen.Raw("}"u8);
    }

    private static void WriteRisk(ref CanonicalPen pen, RiskPlan risk)
    {
        pen.Number(risk.InitialStop);
        pen.Raw(",\"take_profits\":[{\"price\":"u8);
        WriteTarget(ref pen, risk.TakeProfits.First);
        pen.Raw("},{\"price\":"u8);
        WriteTarget(ref pen, risk.TakeProfits.Second);
        pen.Raw("}],\"max_capital_pct\":"u8);
        pen.Number(risk.MaxCapitalPct);
    }

    private static void WriteTarget(ref CanonicalPen pen, in TakeProfit target)
    {
        pen.Number(target.Price);
        pen.Raw(",\"size_pct\":"u8);
        pen.Number(target.SizePct);
    }
}
