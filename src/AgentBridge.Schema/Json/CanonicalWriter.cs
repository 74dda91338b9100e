using System.Runtime.CompilerServices;

namespace AgentBridge.Schema;

/// <summary>Writes canonical values one after the other into a buffer that is large enough.</summary>
/// <param name="buffer">Takes the bytes from its start on.</param>
internal ref struct CanonicalWriter(Span<byte> buffer)
{
    private const int IdLength = 36;
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    public void Number(double value) => _length += CanonicalNumber.Write(value, _buffer[_length..]);

    public void Text(string value) => _length += CanonicalText.Write(value, _buffer[_length..]);

    public void Id(Guid value)
    {
        _ = value.TryFormat(_buffer[_length..], out _);
        _length += IdLength;
    }

    public void Timestamp(DateTimeOffset value)
    {
        SignalTimestamp.Write(value, _buffer[_length..]);
        _length += SignalTimestamp.Length;
    }
}
