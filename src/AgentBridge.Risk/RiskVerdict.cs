using System.Diagnostics.CodeAnalysis;
using AgentBridge.Schema;

namespace AgentBridge.Risk;

/// <summary>The gate's verdict on a signal: approved, or denied with a code. The default value is denied.</summary>
public readonly record struct RiskVerdict
{
    internal RiskVerdict(in GateCheck check, ApprovedSignal? approved)
    {
        Check = check;
        Approved = approved;
    }

    /// <summary>The answer in numbers.</summary>
    public GateCheck Check { get; }

    /// <summary>The approved signal; <see langword="null"/> where it is denied.</summary>
    public ApprovedSignal? Approved { get; }

    /// <summary>Whether the signal may be published.</summary>
    [MemberNotNullWhen(true, nameof(Approved))]
    public bool IsApproved => Approved is not null;

    /// <inheritdoc/>
    public override string ToString() => IsApproved ? "APPROVED" : $"{Check.Name} {Check.Detail}".TrimEnd();
}
