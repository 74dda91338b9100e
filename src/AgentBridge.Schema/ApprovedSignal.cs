using System.Security.Cryptography;

namespace AgentBridge.Schema;

/// <summary>
/// A signal approved by the risk gate, with the bytes that will be published. Only the gate can create one
/// (AgentBridge.Risk), and publishers accept nothing else.
/// </summary>
public sealed class ApprovedSignal
{
    // Created on first use: the gate evaluates far more signals than are published. Two threads would create the same bytes.
    private byte[]? _bytes;
    private string? _sha256;

    internal ApprovedSignal(TradingSignal signal) => Signal = signal;

    /// <summary>The signal as the gate approved it, its capital capped at the gate's limit.</summary>
    public TradingSignal Signal { get; }

    /// <summary>The canonical bytes, which are published, hashed and later signed.</summary>
    public ReadOnlyMemory<byte> CanonicalBytes => _bytes ??= SignalJson.ToCanonicalBytes(Signal);

    /// <summary>The SHA-256 of <see cref="CanonicalBytes"/>, lower-case hexadecimal.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(CanonicalBytes.Span));
}
