using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentBridge.Backtesting;

/// <summary>A protection as an object in Freqtrade's form; reading is as strict as <see cref="BacktestProtections.Read(ReadOnlyMemory{byte})"/>.</summary>
public sealed class ProtectionConverter : JsonConverter<BacktestProtection>
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(BacktestProtection).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override BacktestProtection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return BacktestProtections.Read(document.RootElement, 1);
        }
        catch (BacktestException exception)
        {
            throw new JsonException($"{exception.Code}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, BacktestProtection value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        writer.WriteString("method", value.Method);
        value.Write(writer);
        if (value.UnlockAt is { } time)
        {
            writer.WriteString("unlock_at", time.ToString("HH:mm", CultureInfo.InvariantCulture));
        }
        else
        {
            Write(writer, "stop_duration", value.StopDuration);
        }

        Write(writer, "lookback_period", value.LookbackPeriod);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string key, ProtectionPeriod period) => writer.WriteNumber(period.IsInCandles ? key + "_candles" : key, period.Count);
}
