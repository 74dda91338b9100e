using System.Security.Cryptography;

namespace AgentBridge.Schema;

/// <summary>
/// A signal that the risk gate let pass, with the bytes that will be published. Only the gate can make one
/// (AgentBridge.Risk), and publishers take nothing else.
/// </summary>
public sealed class ApprovedSignal
{
    // Made on first use: the gate judges far more signals than are published. Two threads would make the same bytes.
    private byte[]? _bytes;
    private string? _sha256;

    internal ApprovedSignal(TradingSignal signal) => Signal = signal;

    /// <summary>The signal.</summary>
    public TradingSignal Signal { get; }

    /// <summary>The canonical bytes: what is published, hashed and later signed.</summary>
    public ReadOnlyMemory<byte> CanonicalBytes => _bytes ??= SignalJson.ToCanonicalBytes(Signal);

    /// <summary>The SHA-256 of <see cref="CanonicalBytes"/>, lower-case hexadecimal.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(CanonicalBytes.Span));
}
