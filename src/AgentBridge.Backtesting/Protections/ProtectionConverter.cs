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
        var lasts = value.UnlockAt is null;
        var document = value.Describe(new ProtectionDocument { Method = value.Method }) with
        {
            UnlockAt = value.UnlockAt?.ToString("HH:mm", CultureInfo.InvariantCulture),
            StopDuration = lasts ? MinutesOf(value.StopDuration) : null,
            StopDurationCandles = lasts ? CandlesOf(value.StopDuration) : null,
            LookbackPeriod = MinutesOf(value.LookbackPeriod),
            LookbackPeriodCandles = CandlesOf(value.LookbackPeriod),
        };
        JsonSerializer.Serialize(writer, document, ProtectionJson.Default.ProtectionDocument);
    }

    private static int? MinutesOf(ProtectionPeriod period) => period.IsInCandles ? null : period.Count;

    private static int? CandlesOf(ProtectionPeriod period) => period.IsInCandles ? period.Count : null;
}
