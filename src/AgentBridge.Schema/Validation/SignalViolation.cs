namespace AgentBridge.Schema;

/// <summary>Which readers can detect a violation.</summary>
public enum ViolationLayer
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>Not JSON as this contract reads it; JSON Schema validators differ on such messages.</summary>
    Syntax = 1,

    /// <summary>The JSON Schema file rejects it too.</summary>
    Schema = 2,

    /// <summary>The JSON Schema file accepts it; only a validator that computes can reject it.</summary>
    Rule = 3,
}

/// <summary>One violation of the contract.</summary>
/// <param name="Code">The stable code; <see cref="ViolationCode.Unspecified"/> in the default value, which means no violation.</param>
/// <param name="Field">Where, as a path such as <c>risk.take_profits[0].price</c>; empty for the whole message.</param>
/// <param name="Message">What is wrong and what is expected, for people.</param>
public readonly record struct SignalViolation(ViolationCode Code, string Field, string Message)
{
    /// <summary>The code's name, such as <c>UNKNOWN_FIELD</c>.</summary>
    public string Name => ViolationCatalog.Of(Code).Name;

    /// <inheritdoc/>
    public override string ToString() => string.IsNullOrEmpty(Field) ? $"{Name}: {Message}" : $"{Name} at {Field}: {Message}";
}
