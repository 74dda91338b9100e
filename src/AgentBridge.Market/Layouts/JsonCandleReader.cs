using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AgentBridge.Market;

/// <summary>
/// Reads candles from a JSON array of arrays, <c>[[time,open,high,low,close,volume],…]</c>, in constant memory. Values may be numbers, numbers in quotes,
/// or null; of longer rows (an exchange's klines) the first six values count. Rows may also be objects, and the array the value <c>candles</c> of an
/// object, as in answers of Coinbase's Advanced Trade API: <c>{"candles":[{"start":"1748779200","low":"1","high":"2",…}]}</c>.
/// </summary>
/// <threadsafety>One thread.</threadsafety>
internal sealed class JsonCandleReader : ICandleRows
{
    private const int Values = 6;

    private static readonly string[] Names = ["start", "open", "high", "low", "close", "volume"];

    /// <summary>Freqtrade's funding rates since 2026: a time and the rate.</summary>
    private const int FundingValues = 2;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly RowTimes _times;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 8 });
    private bool _isOpen;
    private bool _isBegun;
    private bool _isDone;

    public JsonCandleReader(Stream stream, string name, CandleFileOptions options)
    {
        _stream = stream;
        _name = name;
        _times = new RowTimes(name, "1", options.TimeUnit, mayMix: false);
    }

    public long Row { get; private set; }

    public CandleTimeUnit TimeUnit => _times.Unit;

    public IReadOnlyList<string> Notices => _times.Notices;

    /// <summary>How many values the first row has.</summary>
    public int Width { get; private set; }

    /// <summary>Whether the first row is an object.</summary>
    public bool HasObjects { get; private set; }

    public bool TryRead(out Candle candle)
    {
        candle = default;
        if (_isDone)
        {
            return false;
        }

        Span<double> numbers = stackalloc double[Values];
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _ended, _state);
            try
            {
                if (TryTake(ref reader, numbers, out var time, out var found))
                {
                    _start += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    if (!found)
                    {
                        _isDone = true;
                        return false;
                    }

                    candle = new Candle(time, numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
                    return true;
                }
            }
            catch (JsonException e)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"after row {Row} the JSON is damaged or cut off: {VisibleText.Shortened(e.Message, 160)}; copy or write the file again"), e);
            }

            Fill();
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Takes one whole row, or the end; <see langword="false"/> if the buffer ends before. Then nothing is consumed.</summary>
    private bool TryTake(ref Utf8JsonReader reader, scoped Span<double> numbers, out long time, out bool found)
    {
        time = 0;
        found = false;
        if (!_isOpen && !TryOpen(ref reader))
        {
            return NeedsMore();
        }

        if (!reader.Read())
        {
            return NeedsMore();
        }

        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return RequireEnd(ref reader);
        }

        var isObject = reader.TokenType == JsonTokenType.StartObject;
        if ((!isObject && reader.TokenType != JsonTokenType.StartArray) || (Row > 0 && isObject != HasObjects))
        {
            throw NotRows();
        }

        numbers.Fill(double.NaN);
        if (!(isObject ? TryTakeObject(ref reader, numbers, ref time) : TryTakeArray(ref reader, numbers, ref time)))
        {
            return NeedsMore();
        }

        HasObjects = isObject;
        Row++;
        _isOpen = true;
        found = true;
        return true;
    }

    /// <summary>Goes into the array of rows.</summary>
    private bool TryOpen(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return NeedsMore();
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            bool isCandles;
            do
            {
                if (!reader.Read())
                {
                    return NeedsMore();
                }

                isCandles = reader.TokenType == JsonTokenType.PropertyName ? reader.ValueTextEquals("candles"u8) : throw NotRows();
                if (!(isCandles ? reader.Read() : reader.TrySkip()))
                {
                    return NeedsMore();
                }
            }
            while (!isCandles);
        }

        return reader.TokenType == JsonTokenType.StartArray ? true : throw NotRows();
    }

    private bool TryTakeArray(ref Utf8JsonReader reader, scoped Span<double> numbers, ref long time)
    {
        var count = 0;
        while (true)
        {
            if (!reader.Read())
            {
                return NeedsMore();
            }

            if (reader.TokenType == JsonTokenType.EndArray)
            {
                break;
            }

            if (count == 0)
            {
                time = TimeOf(ref reader);
            }
            else if (count < Values)
            {
                numbers[count] = NumberOf(ref reader, count, isNamed: false);
            }
            else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                throw NotRows();
            }

            count++;
        }

        Width = Row == 0 ? count : Width;
        return (count < Values && Width != FundingValues) || count != Width
            ? throw Bad(string.Create(CultureInfo.InvariantCulture, $"row {Row + 1}: {count} values, {(Width == FundingValues ? FundingValues : Math.Max(Values, Width))} expected (time,open,high,low,close,volume); correct the row, or remove it"))
            : true;
    }

    private bool TryTakeObject(ref Utf8JsonReader reader, scoped Span<double> numbers, ref long time)
    {
        var found = 0;
        while (true)
        {
            if (!reader.Read())
            {
                return NeedsMore();
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
                return NeedsMore();
            }

            if (value < Values && (found & (1 << value)) != 0)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"row {Row + 1}: {Names[value]} occurs twice; correct the row, or remove it"));
            }

            found |= 1 << value;
            if (value == 0)
            {
                time = TimeOf(ref reader);
            }
            else if (value < Values)
            {
                numbers[value] = NumberOf(ref reader, value, isNamed: true);
            }
        }

        return Missing(found) is { } missing ? throw Bad(string.Create(CultureInfo.InvariantCulture, $"row {Row + 1}: {missing} missing; correct the row, or remove it")) : true;
    }

    private static string? Missing(int found)
    {
        const int All = (1 << Values) - 1;
        return (found & All) == All ? null : string.Join(", ", Names.Where((_, value) => (found & (1 << value)) == 0));
    }

    private long TimeOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => _times.OfText(reader.ValueSpan, Row + 1),
        JsonTokenType.String => _times.OfText(Encoding.UTF8.GetBytes(reader.GetString()!), Row + 1),
        _ => throw Bad(string.Create(CultureInfo.InvariantCulture, $"row {Row + 1}, value 1: {reader.TokenType} is not a timestamp")),
    };

    private double NumberOf(ref Utf8JsonReader reader, int at, bool isNamed)
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

        var place = isNamed ? Names[at] : FormattableString.Invariant($"value {at + 1}");

        // Freqtrade's trades: [time,id,type,side,price,amount,cost].
        throw reader.TokenType == JsonTokenType.String && reader.ValueSpan.ContainsAnyInRange((byte)'a', (byte)'z')
            ? Bad(string.Create(CultureInfo.InvariantCulture, $"row {Row + 1}, {place}: {VisibleText.Quote(reader.ValueSpan)} is no number: these are trades, or something else than candles"))
            : Bad(string.Create(CultureInfo.InvariantCulture, $"row {Row + 1}, {place}: {VisibleText.Quote(reader.ValueSpan)} is not a number; correct the row, or remove it"));
    }

    private bool RequireEnd(ref Utf8JsonReader reader)
    {
        // The reader refuses whatever follows the outermost value.
        while (reader.Read())
        {
        }

        return _ended || NeedsMore();
    }

    private static bool NeedsMore() => false;

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= 1024 * 1024)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"row {Row + 1} is longer than {_buffer.Length} bytes: these are not candles"));
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
            if (!_isBegun)
            {
                _isBegun = true;
                _start = _buffer.AsSpan(0, _end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CandleSourceException(CandleSourceError.NotFound, $"{_name} can't be read: {e.Message}", e);
        }
    }

    private CandleSourceException NotRows() => Bad("is JSON, but not an array of candles [[time,open,high,low,close,volume],…]");

    private CandleSourceException Bad(string what, Exception? cause = null) =>
        new(CandleSourceError.BadData, what.StartsWith("is ", StringComparison.Ordinal) ? $"{_name} {what}" : $"{_name}, {what}", cause);
}
