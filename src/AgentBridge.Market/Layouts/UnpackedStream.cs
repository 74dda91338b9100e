using System.Globalization;

namespace AgentBridge.Market;

/// <summary>What comes out of a packed file: a damaged one is an error that says so, and one that swells beyond all measure (a zip bomb) is cut off.</summary>
internal sealed class UnpackedStream : InputStream
{
    /// <summary>Candles shrink to a third or a tenth, long flat ones to a fiftieth; below this many bytes nobody counts.</summary>
    private const long Uncounted = 64L * 1024 * 1024;
    private const long MaxRatio = 250;

    private readonly Stream _inner;
    private readonly IDisposable _owner;
    private readonly string _name;
    private readonly long _limit;
    private long _read;

    /// <summary>Wraps the unpacking stream.</summary>
    /// <param name="inner">The unpacked bytes.</param>
    /// <param name="owner">What is disposed with it: the archive, or the file.</param>
    /// <param name="name">The file's path for errors.</param>
    /// <param name="packedBytes">The size of the packed file.</param>
    public UnpackedStream(Stream inner, IDisposable owner, string name, long packedBytes)
    {
        _inner = inner;
        _owner = owner;
        _name = name;
        _limit = LimitOf(packedBytes);
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _inner.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(_name, e);
        }

        if (read == 0 && buffer.Length > 0 && _read == 0)
        {
            throw Damaged(_name, new EndOfStreamException("it unpacks to nothing"));
        }

        _read += read;
        return _read <= _limit
            ? read
            : throw new CandleSourceException(CandleSourceError.BadData, string.Create(CultureInfo.InvariantCulture, $"{_name} unpacks to more than {_limit:N0} bytes, {MaxRatio} times its own size: these are not candles; unpack it yourself if they are"));
    }

    /// <summary>The most bytes that candles packed in a file can take unpacked.</summary>
    /// <param name="packedBytes">The size of the file.</param>
    public static long LimitOf(long packedBytes) => Math.Max(Uncounted, packedBytes * MaxRatio);

    /// <summary>The error for a packed file that can't be unpacked.</summary>
    public static CandleSourceException Damaged(string name, Exception cause) =>
        new(CandleSourceError.BadData, $"{name} is damaged or cut off: {VisibleText.Shortened(cause.Message, 200)}; copy or download it again", cause);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _owner.Dispose();
        }

        base.Dispose(disposing);
    }
}
