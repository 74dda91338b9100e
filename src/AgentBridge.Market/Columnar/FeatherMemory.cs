using System.Buffers;
using Apache.Arrow.Memory;

namespace AgentBridge.Market;

/// <summary>
/// Memory for the columns of a feather file, reused from batch to batch. A damaged or hostile file can claim any length: one that could not come out of a
/// file of this size is refused before it is allocated.
/// </summary>
/// <param name="fileBytes">The size of the file.</param>
internal sealed class FeatherMemory(long fileBytes) : MemoryAllocator
{
    private readonly long _limit = UnpackedStream.LimitOf(fileBytes);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The length is not plausible.</exception>
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length > _limit)
        {
            throw new InvalidDataException(FormattableString.Invariant($"a column claims {length:N0} bytes, more than this file can hold"));
        }

        bytesAllocated = length;
        return new Rented(length);
    }

    /// <summary>Not cleared: what is read or unpacked fills all of it, or is an error.</summary>
    private sealed class Rented(int length) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(length);

        public Memory<byte> Memory => (_bytes ?? throw new ObjectDisposedException(nameof(Rented))).AsMemory(0, length);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }
}
