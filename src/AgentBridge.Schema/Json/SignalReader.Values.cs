using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace AgentBridge.Schema;

/// <summary>The values of the fields: JSON type first, then the spelling.</summary>
internal ref partial struct SignalReader
{
    private bool ExpectObject(string path) =>
        _reader.TokenType == JsonTokenType.StartObject || Fail(ViolationCode.WrongType, path, "expected an object");

    private bool ReadNumber(string path, out double value)
    {
        value = 0;
        if (_reader.TokenType != JsonTokenType.Number)
        {
            return Fail(ViolationCode.WrongType, path, "expected a number");
        }

        value = WireNumber.Read(_reader.ValueSpan);
        return double.IsFinite(value) || Fail(ViolationCode.NumberOverflow, path, "the number is beyond the range of a double");
    }

    private bool ReadString(string path, out string? value)
    {
        value = null;
        if (_reader.TokenType != JsonTokenType.String)
        {
            return Fail(ViolationCode.WrongType, path, "expected a string");
        }

        value = _reader.GetString();
        return true;
    }

    private bool ReadVersion()
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            return Fail(ViolationCode.WrongType, "version", "expected the string 1.0");
        }

        return _reader.ValueTextEquals("1.0"u8) || Fail(ViolationCode.UnsupportedVersion, "version", "expected 1.0");
    }

    private bool ReadSide()
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            return Fail(ViolationCode.WrongType, "side", "expected a string");
        }

        _side = _reader.ValueTextEquals("long"u8) ? SignalSide.Long : _reader.ValueTextEquals("short"u8) ? SignalSide.Short : SignalSide.Unspecified;
        return _side != SignalSide.Unspecified || Fail(ViolationCode.InvalidSide, "side", "expected long or short");
    }

    private bool ReadEntryType()
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            return Fail(ViolationCode.WrongType, "entry.type", "expected a string");
        }

        _entryType = _reader.ValueTextEquals("market"u8) ? EntryType.Market : _reader.ValueTextEquals("limit"u8) ? EntryType.Limit : EntryType.Unspecified;
        return _entryType != EntryType.Unspecified || Fail(ViolationCode.InvalidEntryType, "entry.type", "expected market or limit");
    }

    private bool ReadDecisionId()
    {
        Span<byte> buffer = stackalloc byte[36];
        if (_reader.TokenType != JsonTokenType.String)
        {
            return Fail(ViolationCode.WrongType, "decision_id", "expected a string");
        }

        // Utf8Parser takes upper case as well; the contract has one spelling only.
        return (TryCopyText(buffer, out var length)
                && length == 36
                && !buffer.ContainsAnyInRange((byte)'A', (byte)'F')
                && Utf8Parser.TryParse(buffer, out _decisionId, out var used, 'D')
                && used == 36)
            || Fail(ViolationCode.InvalidDecisionId, "decision_id", "expected a lower-case UUID with dashes");
    }

    private bool ReadTimestamp()
    {
        Span<byte> buffer = stackalloc byte[SignalTimestamp.Length];
        if (_reader.TokenType != JsonTokenType.String)
        {
            return Fail(ViolationCode.WrongType, "timestamp", "expected a string");
        }

        if (!TryCopyText(buffer, out var length) || !SignalTimestamp.HasShape(buffer[..length]))
        {
            return Fail(ViolationCode.InvalidTimestamp, "timestamp", "expected yyyy-MM-ddTHH:mm:ss.fffZ");
        }

        _dateIsReal = SignalTimestamp.TryReadShaped(buffer, out _timestamp);
        return true;
    }

    /// <summary>The unescaped text, if it fits: texts of a fixed length need no string.</summary>
    private readonly bool TryCopyText(Span<byte> destination, out int length)
    {
        length = 0;
        if (!_reader.ValueIsEscaped)
        {
            length = _reader.ValueSpan.Length;
            return _reader.ValueSpan.TryCopyTo(destination);
        }

        var rented = ArrayPool<byte>.Shared.Rent(SignalJson.MaxMessageBytes);
        try
        {
            length = _reader.CopyString(rented);
            return rented.AsSpan(0, length).TryCopyTo(destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
