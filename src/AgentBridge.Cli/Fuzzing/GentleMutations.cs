using System.Globalization;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>Changes after which a valid message is often still valid: other layouts, other spellings, slightly other values.</summary>
internal static class GentleMutations
{
    private static readonly string[] Spaces = [" ", "\n", "\t", "\r\n", "    ", " \t\r\n "];

    private static readonly string[] Words = ["\"long\"", "\"short\"", "\"market\"", "\"limit\""];

    public static byte[] AddSpace(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        return pieces.Count == 0 ? message : Bytes.Replace(message, new JsonPiece(JsonPieceKind.Other, random.Pick(pieces).Start, 0), random.Pick(Spaces));
    }

    public static byte[] EscapeCharacter(byte[] message, FuzzRandom random)
    {
        if (Bytes.Any(message, JsonPieceKind.Text, random) is not { Length: > 2 } text)
        {
            return message;
        }

        // Only a plain ASCII character without a preceding backslash keeps the meaning; others change the message.
        var at = random.Between(text.Start + 1, text.End - 2);
        var escape = string.Create(CultureInfo.InvariantCulture, $"\\u{(int)message[at]:x4}");
        return message[at] < 0x80 ? Bytes.Replace(message, new JsonPiece(JsonPieceKind.Other, at, 1), random.Chance(50) ? escape : @"\u" + escape[2..].ToUpperInvariant()) : message;
    }

    public static byte[] RespellNumber(byte[] message, FuzzRandom random)
    {
        if (Bytes.Any(message, JsonPieceKind.Number, random) is not { } piece)
        {
            return message;
        }

        var text = Bytes.Ascii(message, piece);
        var plain = !text.Contains('e', StringComparison.OrdinalIgnoreCase);
        return Bytes.Replace(message, piece, random.Next(4) switch
        {
            0 when plain => text + "e0",
            1 when plain => text + "E+00",
            2 when plain && text.Contains('.', StringComparison.Ordinal) => text + new string('0', random.Between(1, 60)),
            3 when plain && !text.Contains('.', StringComparison.Ordinal) => text + ".0",
            _ => text,
        });
    }

    public static byte[] SwapMembers(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message);
        var members = JsonPieces.SimpleMembers(message, pieces);
        if (members.Count == 0)
        {
            return message;
        }

        // Mostly neighbours, which are mostly in the same object.
        var first = random.Next(members.Count);
        var second = random.Chance(70) ? Math.Min(first + 1, members.Count - 1) : random.Next(members.Count);
        return Bytes.Swap(message, Whole(pieces, members[first]), Whole(pieces, members[second]));
    }

    public static byte[] NudgeNumber(byte[] message, FuzzRandom random)
    {
        if (Bytes.Any(message, JsonPieceKind.Number, random) is not { } piece
            || !double.TryParse(Bytes.Ascii(message, piece), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return message;
        }

        var nudged = random.Next(6) switch
        {
            0 => Math.BitIncrement(value),
            1 => Math.BitDecrement(value),
            2 => value * 2,
            3 => value / 2,
            4 => value * (1 + (random.Between(-1000, 1000) / 1e9)),
            _ => value + (random.Between(-20, 20) / 1e7),
        };
        return double.IsFinite(nudged) ? Bytes.Replace(message, piece, nudged.ToString("R", CultureInfo.InvariantCulture)) : message;
    }

    public static byte[] SwapSide(byte[] message, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message).FindAll(piece => Bytes.Ascii(message, piece) is { } text && Words.Contains(text, StringComparer.Ordinal));
        return pieces.Count == 0 ? message : Bytes.Replace(message, random.Pick(pieces), random.Pick(Words));
    }

    private static JsonPiece Whole(List<JsonPiece> pieces, int name) =>
        new(JsonPieceKind.Other, pieces[name].Start, pieces[name + 2].End - pieces[name].Start);
}
