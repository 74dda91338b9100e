using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AgentBridge.Market;

/// <summary>The values of a row in JSON: an array of six or more, or an object.</summary>
/// <param name="place">The file's path, for errors.</param>
/// <param name="times">Reads the instants.</param>
internal sealed class JsonRow(string place, RowTimes times)
{
    /// <summary>How many values a candle has.</summary>
    public const int Values = 6;

    /// <summary>Freqtrade's funding rates since 2026: a time and the rate.</summary>
    private const int FundingValues = 2;

    private static readonly string[] Names = ["start", "open", "high", "low", "close", "volume"];

    /// <summary>How many values the first row has; 0 for an object.</summary>
    public int Width { get; private set; }

    /// <summary>Takes the values of a row that has begun; <see langword="false"/> if the bytes end before it does.</summary>
    /// <param name="reader">On the first token of the row.</param>
    /// <param name="row">The row's number, from 1.</param>
    /// <param name="numbers">Receives open to volume at 1 to 5; NaN where the row has no value.</param>
    /// <param name="time">Receives the open instant, in Unix milliseconds.</param>
    /// <exception cref="CandleSourceException">A value is missing, or no number.</exception>
    public bool TryTake(ref Utf8JsonReader reader, long row, scoped Span<double> numbers, ref long time)
    {
        numbers.Fill(double.NaN);
        return reader.TokenType == JsonTokenType.StartObject ? TryTakeObject(ref reader, row, numbers, ref time) : TryTakeArray(ref reader, row, numbers, ref time);
    }

    private bool TryTakeArray(ref Utf8JsonReader reader, long row, scoped Span<double> numbers, ref long time)
    {
        var count = 0;
        while (true)
        {
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.EndArray)
            {
                break;
            }

            if (count == 0)
            {
                time = TimeOf(ref reader, row);
            }
            else if (count < Values)
            {
                numbers[count] = NumberOf(ref reader, row, count, isNamed: false);
            }
            else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                throw JsonRows.NotRows(place);
            }

            count++;
        }

        Width = row == 1 ? count : Width;
        return (count < Values && Width != FundingValues) || count != Width
            ? throw JsonRows.Bad(place, string.Create(CultureInfo.InvariantCulture, $"row {row}: {count} values, {(Width == FundingValues ? FundingValues : Math.Max(Values, Width))} expected (time,open,high,low,close,volume); correct the row, or remove it"))
            : true;
    }

    private bool TryTakeObject(ref Utf8JsonReader reader, long row, scoped Span<double> numbers, ref long time)
    {
        var found = 0;
        while (true)
        {
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.EndObject)
            {
                break;
            }

            var value = reader.ValueTextEquals("start"u8) || reader.ValueTextEquals("time"u8) || reader.ValueTextEquals("timestamp"u8) ? 0
                : reader.ValueTextEquals("open"u8) ? 1
                : reader.ValueTextEquals("high"u8) ? 2
                : reader.ValueTextEquals("low"u8) ? 3
                : reader.ValueTextEquals("close"u8) ? 4
                : reader.ValueTextEquals("volume"u8) ? 5
                : Values;
            if (!(value < Values ? reader.Read() : reader.TrySkip()))
            {
                return false;
            }

            if (value < Values && (found & (1 << value)) != 0)
            {
                throw JsonRows.Bad(place, string.Create(CultureInfo.InvariantCulture, $"row {row}: {Names[value]} occurs twice; correct the row, or remove it"));
            }

            found |= 1 << value;
            if (value == 0)
            {
                time = TimeOf(ref reader, row);
            }
            else if (value < Values)
            {
                numbers[value] = NumberOf(ref reader, row, value, isNamed: true);
            }
        }

        return Missing(found) is { } missing ? throw JsonRows.Bad(place, string.Create(CultureInfo.InvariantCulture, $"row {row}: {missing} missing; correct the row, or remove it")) : true;
    }

    private static string? Missing(int found)
    {
        const int All = (1 << Values) - 1;
        return (found & All) == All ? null : string.Join(", ", Names.Where((_, value) => (found & (1 << value)) == 0));
    }

    private long TimeOf(ref Utf8JsonReader reader, long row) => reader.TokenType switch
    {
        JsonTokenType.Number => times.OfText(reader.ValueSpan, row),
        JsonTokenType.String => times.OfText(Encoding.UTF8.GetBytes(reader.GetString()!), row),
        _ => throw JsonRows.Bad(place, string.Create(CultureInfo.InvariantCulture, $"row {row}, value 1: {reader.TokenType} is not a timestamp")),
    };

    private double NumberOf(ref Utf8JsonReader reader, long row, int at, bool isNamed)
    {
        var value = 0.0;
        var isNumber = reader.TokenType switch
        {
            JsonTokenType.Null => (value = double.NaN) is double.NaN,
            JsonTokenType.Number or JsonTokenType.String when !reader.HasValueSequence && !reader.ValueIsEscaped => CandleNumber.TryParse(reader.ValueSpan, out value),
            _ => false,
        };
        if (isNumber)
        {
            return value;
        }

        var which = isNamed ? Names[at] : FormattableString.Invariant($"value {at + 1}");

        // Freqtrade's trades: [time,id,type,side,price,amount,cost].
        throw reader.TokenType == JsonTokenType.String && reader.ValueSpan.ContainsAnyInRange((byte)'a', (byte)'z')
            ? JsonRows.Bad(place, string.Create(CultureInfo.InvariantCulture, $"row {row}, {which}: {VisibleText.Quote(reader.ValueSpan)} is no number: these are trades, or something else than candles"))
            : JsonRows.Bad(place, string.Create(CultureInfo.InvariantCulture, $"row {row}, {which}: {VisibleText.Quote(reader.ValueSpan)} is not a number; correct the row, or remove it"));
    }
}
