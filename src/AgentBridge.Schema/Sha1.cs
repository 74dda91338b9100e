using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AgentBridge.Schema;

/// <summary>
/// SHA-1 (FIPS 180-4) that can save its state after a common prefix, which the platform's can't. For naming decisions
/// (RFC 9562 prescribes it), where nothing is protected by it; not for anything else.
/// </summary>
internal struct Sha1
{
    public const int BlockBytes = 64;
    public const int HashBytes = 20;

    private uint _a;
    private uint _b;
    private uint _c;
    private uint _d;
    private uint _e;

    /// <summary>The state before the first block.</summary>
    public static Sha1 Start => new() { _a = 0x67452301, _b = 0xEFCDAB89, _c = 0x98BADCFE, _d = 0x10325476, _e = 0xC3D2E1F0 };

    /// <summary>Takes whole blocks.</summary>
    public void Add(ReadOnlySpan<byte> blocks)
    {
        Span<uint> words = stackalloc uint[80];
        for (; blocks.Length >= BlockBytes; blocks = blocks[BlockBytes..])
        {
            Expand(blocks[..BlockBytes], words);
            Compress(words);
        }
    }

    /// <summary>Takes the rest of the message and writes the hash.</summary>
    /// <param name="rest">What follows the blocks taken so far.</param>
    /// <param name="messageBytes">The length of the whole message.</param>
    /// <param name="hash">20 bytes.</param>
    public void Finish(ReadOnlySpan<byte> rest, long messageBytes, Span<byte> hash)
    {
        var whole = rest.Length / BlockBytes * BlockBytes;
        Add(rest[..whole]);
        rest = rest[whole..];

        // The padding: one bit, zeros, and the length in bits, up to the end of a block.
        Span<byte> tail = stackalloc byte[2 * BlockBytes];
        tail.Clear();
        rest.CopyTo(tail);
        tail[rest.Length] = 0x80;
        tail = tail[..(rest.Length + 1 + sizeof(long) <= BlockBytes ? BlockBytes : 2 * BlockBytes)];
        BinaryPrimitives.WriteInt64BigEndian(tail[^sizeof(long)..], messageBytes * 8);
        Add(tail);

        BinaryPrimitives.WriteUInt32BigEndian(hash, _a);
        BinaryPrimitives.WriteUInt32BigEndian(hash[4..], _b);
        BinaryPrimitives.WriteUInt32BigEndian(hash[8..], _c);
        BinaryPrimitives.WriteUInt32BigEndian(hash[12..], _d);
        BinaryPrimitives.WriteUInt32BigEndian(hash[16..], _e);
    }

    private static void Expand(ReadOnlySpan<byte> block, Span<uint> words)
    {
        for (var i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        }

        for (var i = 16; i < words.Length; i++)
        {
            words[i] = BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
        }
    }

    private void Compress(ReadOnlySpan<uint> words)
    {
        // The choice functions as sums of terms without common bits, so that each term is ready before the word that depends on b.
        var (a, b, c, d, e) = (_a, _b, _c, _d, _e);
        foreach (var word in words[..20])
        {
            Turn((b & c) + (~b & d) + (0x5A827999 + word), ref a, ref b, ref c, ref d, ref e);
        }

        foreach (var word in words[20..40])
        {
            Turn((b ^ c ^ d) + (0x6ED9EBA1 + word), ref a, ref b, ref c, ref d, ref e);
        }

        foreach (var word in words[40..60])
        {
            Turn((b & (c ^ d)) + (c & d) + (0x8F1BBCDC + word), ref a, ref b, ref c, ref d, ref e);
        }

        foreach (var word in words[60..])
        {
            Turn((b ^ c ^ d) + (0xCA62C1D6 + word), ref a, ref b, ref c, ref d, ref e);
        }

        (_a, _b, _c, _d, _e) = (_a + a, _b + b, _c + c, _d + d, _e + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(uint mixed, ref uint a, ref uint b, ref uint c, ref uint d, ref uint e)
    {
        // Only the turned a waits for the step before.
        var next = BitOperations.RotateLeft(a, 5) + (e + mixed);
        (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
    }
}
