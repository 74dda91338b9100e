namespace AgentBridge.Cli.Fuzzing;

/// <summary>Changes that know nothing about JSON.</summary>
internal static class RoughMutations
{
    private static readonly byte[] Telling =
        [0x00, 0x09, 0x0A, 0x0D, 0x1F, 0x20, 0x22, 0x27, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x39, 0x3A, 0x45, 0x5B, 0x5C, 0x5D, 0x65, 0x7B, 0x7D, 0x7F, 0x80, 0xC0, 0xED, 0xF4, 0xFF];

    private static readonly byte[][] Garbage =
    [
        [0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE], [0xED, 0xA0, 0xBD], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xC0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80],
        [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x98, 0x80], [0xC2, 0x85], [0xC2, 0xA0], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xAE], [0xEF, 0xBC, 0x91], [0xCC, 0x81], [0x7F],
        [.. @"\ud800"u8], [.. @"\udc00"u8], [.. @"\ud83d\ude00"u8], [.. @"\u0000"u8], [.. @"\u000a"u8], [.. @"\n"u8], [.. @"\x41"u8], [.. @"\u12"u8], [.. @"\"""u8],
        [.. "//"u8], [.. "/**/"u8], [.. "#"u8], [.. ",,"u8], [.. "NaN"u8], [.. "null"u8], [.. "{}"u8], [.. "[]"u8], [.. "}"u8], [.. "]"u8],
    ];

    public static byte[] FlipBit(byte[] message, FuzzRandom random)
    {
        if (message.Length == 0)
        {
            return message;
        }

        var at = random.Next(message.Length);
        return Bytes.Replace(message, at, 1, [(byte)(message[at] ^ (1 << random.Next(8)))]);
    }

    public static byte[] SetByte(byte[] message, FuzzRandom random) =>
        message.Length == 0 ? message : Bytes.Replace(message, random.Next(message.Length), 1, [random.Chance(70) ? random.Pick(Telling) : (byte)random.Next(256)]);

    public static byte[] InsertBytes(byte[] message, FuzzRandom random) =>
        Bytes.Replace(message, random.Next(message.Length + 1), 0, random.Chance(70) ? random.Pick(Garbage) : [random.Pick(Telling)]);

    public static byte[] Prepend(byte[] message, FuzzRandom random) => [.. random.Pick(Garbage), .. message];

    public static byte[] DeleteRange(byte[] message, FuzzRandom random)
    {
        var (start, length) = Range(message, random);
        return Bytes.Replace(message, start, length, []);
    }

    public static byte[] RepeatRange(byte[] message, FuzzRandom random)
    {
        var (start, length) = Range(message, random);
        return Bytes.Replace(message, start, 0, message.AsSpan(start, length));
    }

    public static byte[] Truncate(byte[] message, FuzzRandom random) => message[..random.Next(message.Length + 1)];

    public static byte[] Splice(byte[] message, FuzzRandom random)
    {
        var other = random.Pick(FuzzSeeds.All);
        return [.. message.AsSpan(0, random.Next(message.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];
    }

    /// <summary>White space up to about the maximum size of a message.</summary>
    public static byte[] Pad(byte[] message, FuzzRandom random)
    {
        var missing = 4096 - message.Length + random.Between(-2, 2);
        return missing <= 0 ? message : [.. message, .. Enumerable.Repeat((byte)' ', missing)];
    }

    private static (int Start, int Length) Range(byte[] message, FuzzRandom random)
    {
        var start = random.Next(message.Length + 1);
        return (start, random.Next(Math.Min(message.Length - start, 40) + 1));
    }
}
