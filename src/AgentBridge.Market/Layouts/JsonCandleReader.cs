using System.Globalization;
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
    private readonly Stream _stream;
    private readonly string _name;
    private readonly RowTimes _times;
    private readonly JsonRow _row;
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
        _row = new JsonRow(name, _times);
    }

    public long Row { get; private set; }

    public CandleTimeUnit TimeUnit => _times.Unit;

    public IReadOnlyList<string> Notices => _times.Notices;

    /// <summary>How many values the first row has.</summary>
    public int Width => _row.Width;

    /// <summary>Whether the first row is an object.</summary>
    public bool HasObjects { get; private set; }

    public bool TryRead(out Candle candle)
    {
        candle = default;
        if (_isDone)
        {
            return false;
        }

        Span<double> numbers = stackalloc double[JsonRow.Values];
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
                throw JsonRows.Bad(_name, string.Create(CultureInfo.InvariantCulture, $"after row {Row} the JSON is damaged or cut off: {VisibleText.Shortened(e.Message, 160)}; copy or write the file again"), e);
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
            throw JsonRows.NotRows(_name);
        }

        if (!_row.TryTake(ref reader, Row + 1, numbers, ref time))
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

                isCandles = reader.TokenType == JsonTokenType.PropertyName ? reader.ValueTextEquals("candles"u8) : throw JsonRows.NotRows(_name);
                if (!(isCandles ? reader.Read() : reader.TrySkip()))
                {
                    return NeedsMore();
                }
            }
            while (!isCandles);
        }

        return reader.TokenType == JsonTokenType.StartArray ? true : throw JsonRows.NotRows(_name);
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
                throw JsonRows.Bad(_name, string.Create(CultureInfo.InvariantCulture, $"row {Row + 1} is longer than {_buffer.Length} bytes: these are not candles"));
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
}
