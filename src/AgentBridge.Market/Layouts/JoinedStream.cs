namespace AgentBridge.Market;

/// <summary>Two streams, one after the other; both are disposed with it.</summary>
internal sealed class JoinedStream(Stream first, Stream second) : InputStream
{
    private bool _isSecond;

    public override int Read(Span<byte> buffer)
    {
        if (!_isSecond && !buffer.IsEmpty)
        {
            if (first.Read(buffer) is var read and > 0)
            {
                return read;
            }

            _isSecond = true;
        }

        return second.Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            first.Dispose();
            second.Dispose();
        }

        base.Dispose(disposing);
    }
}
