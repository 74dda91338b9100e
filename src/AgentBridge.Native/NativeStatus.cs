namespace AgentBridge.Native;

/// <summary>The status returned by an entry point; the numbers are part of the ABI and never reused.</summary>
public enum NativeStatus
{
    /// <summary>Never answered; treat it as a failure.</summary>
    Unspecified = 0,

    /// <summary>Done.</summary>
    Ok = 1,

    /// <summary>A null pointer, a negative count, a structure of the wrong size, an invalid text.</summary>
    BadArgument = 2,

    /// <summary>The options are invalid; the message has one line for each error.</summary>
    BadOptions = 3,

    /// <summary>The candles are invalid: NaN, disorder, another interval; the message names the row.</summary>
    BadCandles = 4,

    /// <summary>The journal or the file channel can't be read or written.</summary>
    Unavailable = 5,

    /// <summary>The decision is in the journal with other values (DECISION_CONFLICT).</summary>
    Conflict = 6,

    /// <summary>The process was forked after the runtime was loaded; nothing may be called in the child.</summary>
    Forked = 7,

    /// <summary>There is no agent with that handle, or it was closed.</summary>
    Closed = 8,

    /// <summary>The strategy did not answer in time (GENERATOR_TIMEOUT); the pair is off until it has.</summary>
    Late = 9,

    /// <summary>The batch is not decided yet, and not late yet: call again.</summary>
    Pending = 10,

    /// <summary>A bug.</summary>
    Failed = 70,
}
