using System.Globalization;
using System.Text;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>Changes to whole names, values and members.</summary>
internal static class TokenMutations
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "0.0", "-0.0", "1", "-1", "1.0000000000000001", "1.0000000000000002", "0.9999999999999999", "5e-324", "2.4703282292062327e-324",
        "2.4703282292062328e-324", "1e-400", "1e308", "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "1e999", "-1e999", "1e99999999999999999999",
        "1e-99999999999999999999", "0.5", "0.500001", "0.4999990001", "0.500000999", "9007199254740993", "9007199254740993.0000000000000000000000", "1.00000000000000011102230246251565404236316680908203125000", "123456789012345678901234567890", "NaN", "Infinity", "-Infinity", "01", "1.", ".5",
        "+1", "1e", "0x1", "{}", "[]", "[[]]", "{\"price\":1,\"size_pct\":0.5}", "\"\"", "\"1.0\"", "\"long\"", "\"short\"", "\"market\"", "\"limit\"", "\"BTC/USDT\"", "\"BTC/USDT:USDT\"",
        "\"2025-02-30T00:00:00.000Z\"", "\"2024-02-29T00:00:00.000Z\"", "\"2016-12-31T23:59:60.000Z\"", "\"2025-06-01T24:00:00.000Z\"", "\"0000-01-01T00:00:00.000Z\"", "\"9999-12-31T23:59:59.999Z\"",
        "\"8D6A6E47-9DAE-5BA4-B54F-3C17D5A749C4\"", "\"00000000-0000-0000-0000-000000000000\"", "\"0.5\"", "\"x\\n\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "'x'",
    ];

    private static readonly string[] NumberValues = [.. Values.Where(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))];

    private static readonly string[] TextValues = [.. Values.Where(value => value[0] == '"')];

    private static readonly string[] Names =
    [
        "\"version\"", "\"decision_id\"", "\"timestamp\"", "\"symbol\"", "\"side\"", "\"confidence\"", "\"entry\"", "\"risk\"", "\"rationale\"", "\"type\"", "\"price\"", "\"initial_stop\"",
        "\"take_profits\"", "\"max_capital_pct\"", "\"size_pct\"", "\"Side\"", "\"\"", "\"\\u0073ide\"", "\"\\ud800\"", "\"x\"", "\"side \"", "\"__proto__\"",
    ];

    public static byte[] SwapPieces(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        return pieces.Count == 0 ? message : Bytes.Swap(message, random.Pick(pieces), random.Pick(pieces));
    }

    public static byte[] ReplacePiece(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        return pieces.Count == 0 ? message : Bytes.Replace(message, random.Pick(pieces), random.Chance(80) ? random.Pick(Values) : random.Pick(Names));
    }

    /// <summary>Another value of the same JSON type, which leaves the message's shape alone.</summary>
    public static byte[] ReplaceValue(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        var members = JsonPieces.SimpleMembers(message, pieces);
        if (members.Count == 0)
        {
            return message;
        }

        var value = pieces[random.Pick(members) + 2];
        return Bytes.Replace(message, value, random.Pick(value.Kind == JsonPieceKind.Number ? NumberValues : TextValues));
    }

    public static byte[] DeletePiece(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        return pieces.Count == 0 ? message : Bytes.Replace(message, random.Pick(pieces), "");
    }

    public static byte[] EditNumber(byte[] message, FuzzRandom random)
    {
        if (Bytes.Any(message, JsonPieceKind.Number, random) is not { } piece)
        {
            return message;
        }

        var text = Bytes.Ascii(message, piece);
        var at = random.Next(text.Length + 1);
        return Bytes.Replace(message, piece, random.Next(6) switch
        {
            0 => text.Insert(at, random.Pick(Values)),
            1 => "-" + text,
            2 => text + "e" + random.Between(-400, 400),
            3 => text.Insert(at, ((char)('0' + random.Next(10))).ToString()),
            4 => text.Remove(Math.Min(at, text.Length - 1), 1),
            _ => text + new string((char)('0' + random.Next(10)), random.Between(1, 400)),
        });
    }

    public static byte[] EditText(byte[] message, FuzzRandom random)
    {
        if (Bytes.Any(message, JsonPieceKind.Text, random) is not { Length: > 2 } piece)
        {
            return message;
        }

        var at = random.Between(piece.Start + 1, piece.End - 2);
        var changed = (byte)(message[at] ^ (random.Chance(50) ? 0x20 : 1 << random.Next(7)));
        return Bytes.Replace(message, at, random.Next(2), random.Chance(30) ? [] : [changed]);
    }

    /// <summary>One letter, or all of a text, in the other case.</summary>
    public static byte[] ChangeCase(byte[] message, FuzzRandom random)
    {
        if (Bytes.Any(message, JsonPieceKind.Text, random) is not { Length: > 2 } piece)
        {
            return message;
        }

        var whole = random.Chance(50);
        var (start, length) = whole ? (piece.Start, piece.Length) : (random.Between(piece.Start + 1, piece.End - 2), 1);
        var changed = message.AsSpan(start, length).ToArray().Select(b => char.IsAsciiLetter((char)b) ? (byte)(b ^ 0x20) : b).ToArray();
        return Bytes.Replace(message, start, length, changed);
    }

    /// <summary>Repeats an object without inner objects: mostly a third target.</summary>
    public static byte[] RepeatObject(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        var braces = pieces.FindAll(piece => message[piece.Start] is (byte)'{' or (byte)'}');
        var inner = Enumerable.Range(0, Math.Max(braces.Count - 1, 0)).Where(i => message[braces[i].Start] == (byte)'{' && message[braces[i + 1].Start] == (byte)'}').ToList();
        if (inner.Count == 0)
        {
            return message;
        }

        var at = random.Pick(inner);
        var (from, to) = (braces[at].Start, braces[at + 1].End);
        return Bytes.Replace(message, from, 0, [.. message.AsSpan(from, to - from), (byte)',']);
    }

    public static byte[] RepeatMember(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        var members = JsonPieces.SimpleMembers(message, pieces);
        if (members.Count == 0)
        {
            return message;
        }

        var name = random.Pick(members);
        var (from, to) = (pieces[name].Start, pieces[name + 2].End);
        byte[] member = [.. message.AsSpan(from, to - from), (byte)','];
        return Bytes.Replace(message, random.Chance(60) ? from : pieces[random.Pick(members)].Start, 0, random.Chance(50) ? GentleMutations.EscapeCharacter(member, random) : member);
    }

    public static byte[] RemoveMember(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        var members = JsonPieces.SimpleMembers(message, pieces);
        if (members.Count == 0)
        {
            return message;
        }

        var name = random.Pick(members);
        var end = name + 3 < pieces.Count && message[pieces[name + 3].Start] == (byte)',' ? pieces[name + 3].End : pieces[name + 2].End;
        return Bytes.Replace(message, pieces[name].Start, end - pieces[name].Start, []);
    }

    public static byte[] AddMember(byte[] message, FuzzRandom random)
    {
        var opening = JsonPieces.Split(message).FindAll(piece => message[piece.Start] == (byte)'{');
        return opening.Count == 0
            ? message
            : Bytes.Replace(message, random.Pick(opening).End, 0, Encoding.UTF8.GetBytes($"{random.Pick(Names)}:{random.Pick(Values)},"));
    }

    public static byte[] NestDeeply(byte[] message, FuzzRandom random)
    {
        var depth = random.Chance(80) ? random.Between(1, 20) : random.Between(100, 2000);
        var (open, close) = random.Chance(70) ? ("[", "]") : ("{\"x\":", "}");
        var nest = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        var pieces = JsonPieces.Split(message);
        return pieces.Count == 0 ? Encoding.UTF8.GetBytes(nest) : Bytes.Replace(message, random.Pick(pieces), nest);
    }

    public static byte[] LengthenText(byte[] message, FuzzRandom random)
    {
        if (Bytes.Any(message, JsonPieceKind.Text, random) is not { } piece)
        {
            return message;
        }

        var unit = random.Pick(["a", "\U0001F600", "\\ud83d\\ude00", "\\u0041", "é", "A", "0"]);
        return Bytes.Replace(message, piece, '"' + string.Concat(Enumerable.Repeat(unit, random.Chance(80) ? random.Between(58, 62) : random.Between(1, 900))) + '"');
    }
}
