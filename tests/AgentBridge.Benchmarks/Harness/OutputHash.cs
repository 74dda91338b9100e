using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgentBridge.Benchmarks;

/// <summary>SHA-256 of a figure's output; equal hashes show that two runs did the same work.</summary>
internal sealed class OutputHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public void Add(double value) => Add(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in value)));

    public void Add(long value) => Add(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
