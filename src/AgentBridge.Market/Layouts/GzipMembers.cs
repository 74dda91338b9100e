using System.IO.Compression;
using System.Security.Cryptography;

namespace AgentBridge.Market;

/// <summary>
/// Unpacks gzip, also several members in one file (as <c>cat a.gz b.gz</c> makes), each with its checksum. <see cref="GZipStream"/> takes the end of a
/// file for the end of its data; here a file that is cut off is an error: a last member with known content is appended to the packed bytes, and it
/// must come out at the end.
/// </summary>
internal sealed class GzipMembers : InputStream
{
    private static readonly byte[] End = SHA256.HashData("the end of the packed file"u8);
    private static readonly byte[] PackedEnd = Pack(End);

    private readonly GZipStream _unpacked;
    private readonly byte[] _kept = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isEnd;

    /// <summary>Unpacks a stream.</summary>
    /// <param name="packed">The packed bytes; disposed with this.</param>
    public GzipMembers(Stream packed) => _unpacked = new GZipStream(new JoinedStream(packed, new MemoryStream(PackedEnd, writable: false)), CompressionMode.Decompress);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        // The last bytes so far may be the appended ones.
        while (!_isEnd && _end - _start <= End.Length)
        {
            Fill();
        }

        var length = Math.Min(buffer.Length, _end - _start - End.Length);
        _kept.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        _kept.AsSpan(_start, _end - _start).CopyTo(_kept);
        (_start, _end) = (0, _end - _start);
        var read = _unpacked.Read(_kept, _end, _kept.Length - _end);
        _end += read;
        _isEnd = read == 0;
        if (_isEnd && !_kept.AsSpan(_start, _end - _start).EndsWith(End))
        {
            throw new InvalidDataException("the packed data end before they are complete");
        }
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
