namespace AgentBridge.Cli.Fuzzing;

/// <summary>The apparent kind of a piece of a message. It need not be correct: mutations only need places worth changing.</summary>
internal enum JsonPieceKind
{
    Unspecified = 0,
    Text = 1,
    Number = 2,
    Punctuation = 3,
    Other = 4,
}

/// <summary>One piece of a message.</summary>
internal readonly record struct JsonPiece(JsonPieceKind Kind, int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>A lenient split of bytes into pieces, separated by white space.</summary>
internal static class JsonPieces
{
    public static List<JsonPiece> Split(ReadOnlySpan<byte> message)
    {
        var pieces = new List<JsonPiece>();
        var at = 0;
        while (at < message.Length)
        {
            var (kind, length) = Measure(message[at..]);
            if (kind != JsonPieceKind.Unspecified)
            {
                pieces.Add(new JsonPiece(kind, at, length));
            }

            at += length;
        }

        return pieces;
    }

    /// <summary>Pieces that are a member's name and a value of one piece: the index of the name.</summary>
    public static List<int> SimpleMembers(ReadOnlySpan<byte> message, List<JsonPiece> pieces)
    {
        var members = new List<int>();
        for (var i = 0; i + 2 < pieces.Count; i++)
        {
            if (pieces[i].Kind == JsonPieceKind.Text && message[pieces[i + 1].Start] == (byte)':' && pieces[i + 2].Kind != JsonPieceKind.Punctuation)
            {
                members.Add(i);
            }
        }

        return members;
    }

    private static (JsonPieceKind Kind, int Length) Measure(ReadOnlySpan<byte> rest) => (char)rest[0] switch
    {
        ' ' or '\t' or '\r' or '\n' => (JsonPieceKind.Unspecified, 1),
        '{' or '}' or '[' or ']' or ':' or ',' => (JsonPieceKind.Punctuation, 1),
        '"' => (JsonPieceKind.Text, TextLength(rest)),
        '-' or (>= '0' and <= '9') => (JsonPieceKind.Number, RunLength(rest, "0123456789+-.eE"u8)),
        _ => (JsonPieceKind.Other, 1),
    };

    private static int TextLength(ReadOnlySpan<byte> rest)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == (byte)'\\')
            {
                i++;
            }
            else if (rest[i] == (byte)'"')
            {
                return i + 1;
            }
        }

        return rest.Length;
    }

    private static int RunLength(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> members)
    {
        var end = rest.IndexOfAnyExcept(members);
        return end < 0 ? rest.Length : end;
    }
}
