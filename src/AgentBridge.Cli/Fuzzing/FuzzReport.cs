using System.Collections.Immutable;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>The result of a fuzz run.</summary>
/// <param name="Count">How many messages were tried.</param>
/// <param name="Seed">The seed, with which any message can be reproduced.</param>
/// <param name="Accepted">The number of messages that the reader accepted.</param>
/// <param name="Rejected">How many the reader refused.</param>
/// <param name="Crashes">The number of messages for which the reader threw.</param>
/// <param name="Mismatches">The number of messages on which reader and oracle disagree.</param>
/// <param name="Findings">The first faults of each kind, at most <see cref="MaxFindingsOfAKind"/> of each, in the order of their messages.</param>
public sealed record FuzzReport(long Count, int Seed, long Accepted, long Rejected, long Crashes, long Mismatches, ImmutableArray<FuzzFinding> Findings)
{
    /// <summary>The number of faults per kind that are kept with their message.</summary>
    public const int MaxFindingsOfAKind = 3;

    /// <summary>Whether nothing is wrong.</summary>
    public bool Passed => Crashes == 0 && Mismatches == 0;
}

/// <summary>One fault.</summary>
/// <param name="Index">The message's number in the run, from 0.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Detail">More about it, for people.</param>
/// <param name="MessageBase64">What was read, in base64: it may be no text at all.</param>
public sealed record FuzzFinding(long Index, FuzzFault Fault, string Detail, string MessageBase64);

/// <summary>The ways in which a reader can be wrong.</summary>
public enum FuzzFault
{
    /// <summary>No fault.</summary>
    None = 0,

    /// <summary>It threw.</summary>
    Crash = 1,

    /// <summary>The reader accepted what the checker rejects.</summary>
    AcceptedInvalid = 2,

    /// <summary>The reader rejected what the checker accepts.</summary>
    RejectedValid = 3,

    /// <summary>It refused for a reason of another layer than the checker's.</summary>
    OtherLayer = 4,

    /// <summary>It read another value than the checker.</summary>
    OtherValue = 5,

    /// <summary>The canonical bytes of what it read do not read back as the same signal and the same bytes.</summary>
    NotRoundTripping = 6,
}
