using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace AgentBridge.Schema;

/// <summary>
/// The one strict pass over a message. Shapes are checked here, values by <see cref="SignalValidator"/>. A message that
/// fails without breaking JSON is read once more by <see cref="SyntaxScan"/>, so that a syntax violation anywhere wins over all others.
/// </summary>
internal ref partial struct SignalReader
{
    internal static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false, MaxDepth = 16 };

    private Utf8JsonReader _reader;
    private SignalViolation _violation;
    private bool _dateIsReal;

    private Guid _decisionId;
    private DateTimeOffset _timestamp;
    private string? _symbol;
    private SignalSide _side;
    private double _confidence;
    private EntryType _entryType;
    private double _entryPrice;
    private double _stop;
    private TakeProfit _first;
    private TakeProfit _second;
    private double _cap;
    private string? _rationale;

    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TradingSignal? signal, out SignalViolation violation)
    {
        signal = null;
        violation = CheckEnvelope(utf8);
        if (violation.Code != ViolationCode.Unspecified)
        {
            return false;
        }

        var pass = new SignalReader { _reader = new Utf8JsonReader(utf8, Options) };
        try
        {
            signal = pass.ReadDocument() ? pass.Finish() : null;
        }
        catch (JsonException exception)
        {
            // Broken JSON takes precedence over everything else, so there is nothing to look for.
            violation = SyntaxScan.Broken(exception);
            return false;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair stopped the pass; the scan below reports the violation that comes first.
            pass._violation = SyntaxScan.LoneSurrogate;
        }

        violation = signal is null ? SyntaxScan.Find(utf8) ?? pass._violation : default;
        return signal is not null;
    }

    private static SignalViolation CheckEnvelope(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > SignalJson.MaxMessageBytes)
        {
            return new(ViolationCode.MessageTooLarge, "", $"{utf8.Length} bytes; at most {SignalJson.MaxMessageBytes} are read");
        }

        if (utf8.StartsWith("\uFEFF"u8))
        {
            return new(ViolationCode.ByteOrderMark, "", "write the message without a byte order mark");
        }

        return Utf8.IsValid(utf8) ? default : new(ViolationCode.InvalidUtf8, "", "the message is not UTF-8");
    }

    private TradingSignal? Finish()
    {
        var signal = new TradingSignal(
            _decisionId,
            _timestamp,
            _symbol!,
            _side,
            _confidence,
            new SignalEntry(_entryType, _entryPrice),
            new RiskPlan(_stop, new TakeProfits(_first, _second), _cap),
            _rationale!);
        if (SignalValidator.Validate(signal) is { } violation)
        {
            _violation = violation;
            return null;
        }

        if (!_dateIsReal)
        {
            _violation = new(ViolationCode.TimestampNotReal, "timestamp", "no such date or time");
            return null;
        }

        return signal;
    }

    private bool ReadDocument()
    {
        _ = _reader.Read();
        if (!ExpectObject(""))
        {
            return false;
        }

        var seen = 0;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!ReadRootField(ref seen))
            {
                return false;
            }
        }

        return RequireAll(seen, SignalFields.Root, "") && !_reader.Read();
    }

    private bool ReadRootField(ref int seen)
    {
        var index = SignalFields.IndexOf(ref _reader, SignalFields.Root);
        if (!Enter(index, ref seen, ""))
        {
            return false;
        }

        switch (index)
        {
            case 0: return ReadVersion();
            case 1: return ReadDecisionId();
            case 2: return ReadTimestamp();
            case 3: return ReadString("symbol", out _symbol);
            case 4: return ReadSide();
            case 5: return ReadNumber("confidence", out _confidence);
            case 6: return ReadEntry();
            case 7: return ReadRisk();
            default: return ReadString("rationale", out _rationale);
        }
    }

    private bool ReadEntry()
    {
        if (!ExpectObject("entry"))
        {
            return false;
        }

        var seen = 0;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = SignalFields.IndexOf(ref _reader, SignalFields.Entry);
            if (!Enter(index, ref seen, "entry") || !(index == 0 ? ReadEntryType() : ReadNumber("entry.price", out _entryPrice)))
            {
                return false;
            }
        }

        return RequireAll(seen, SignalFields.Entry, "entry");
    }

    private bool ReadRisk()
    {
        if (!ExpectObject("risk"))
        {
            return false;
        }

        var seen = 0;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = SignalFields.IndexOf(ref _reader, SignalFields.Risk);
            if (!Enter(index, ref seen, "risk"))
            {
                return false;
            }

            var read = index switch
            {
                0 => ReadNumber("risk.initial_stop", out _stop),
                1 => ReadTakeProfits(),
                _ => ReadNumber("risk.max_capital_pct", out _cap),
            };
            if (!read)
            {
                return false;
            }
        }

        return RequireAll(seen, SignalFields.Risk, "risk");
    }

    private bool ReadTakeProfits()
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            return Fail(ViolationCode.WrongType, "risk.take_profits", "expected an array of two objects");
        }

        var count = 0;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == 2)
            {
                return FailCount();
            }

            if (!(count == 0 ? ReadTakeProfit(SignalFields.FirstTarget, out _first) : ReadTakeProfit(SignalFields.SecondTarget, out _second)))
            {
                return false;
            }

            count++;
        }

        return count == 2 || FailCount();
    }

    private bool FailCount() => Fail(ViolationCode.TakeProfitCount, "risk.take_profits", "expected exactly two targets");

    private bool ReadTakeProfit(TargetPaths paths, out TakeProfit target)
    {
        target = default;
        if (!ExpectObject(paths.Self))
        {
            return false;
        }

        var (seen, price, size) = (0, 0.0, 0.0);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = SignalFields.IndexOf(ref _reader, SignalFields.TakeProfit);
            if (!Enter(index, ref seen, paths.Self) || !(index == 0 ? ReadNumber(paths.Price, out price) : ReadNumber(paths.Size, out size)))
            {
                return false;
            }
        }

        target = new TakeProfit(price, size);
        return RequireAll(seen, SignalFields.TakeProfit, paths.Self);
    }

    /// <summary>Moves from a field's name to its value, if the contract has the field and this is its first occurrence.</summary>
    private bool Enter(int index, ref int seen, string path)
    {
        if (index < 0)
        {
            return Fail(ViolationCode.UnknownField, SignalFields.PathOf(path, _reader.GetString()), "the contract has no such field here");
        }

        if ((seen & (1 << index)) != 0)
        {
            // The scan that follows a refusal finds it too; here the pass ends.
            return Fail(ViolationCode.DuplicateField, SignalFields.PathOf(path, _reader.GetString()), SyntaxScan.DuplicateMessage);
        }

        seen |= 1 << index;
        return _reader.Read();
    }

    private bool RequireAll(int seen, string[] fields, string path)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if ((seen & (1 << i)) == 0)
            {
                return Fail(ViolationCode.MissingField, SignalFields.PathOf(path, fields[i]), "the field is required");
            }
        }

        return true;
    }

    private bool Fail(ViolationCode code, string field, string message)
    {
        _violation = new(code, field, message);
        return false;
    }
}
