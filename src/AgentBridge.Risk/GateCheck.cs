using System.Globalization;

namespace AgentBridge.Risk;

/// <summary>The gate's answer in numbers. The default value denies.</summary>
/// <param name="Passed">Whether every check passed.</param>
/// <param name="Code">The first check that failed; <see cref="DenyCode.Unspecified"/> where all passed, or in the default value.</param>
/// <param name="Measured">The number that failed, or NaN where the check compares no numbers.</param>
/// <param name="Limit">The limit, or NaN.</param>
public readonly record struct GateCheck(bool Passed, DenyCode Code, double Measured, double Limit)
{
    /// <summary>The row of a code outside the catalogue, or the failure of a rule.</summary>
    private readonly DenyCodeInfo? _info;

    private GateCheck(DenyCodeInfo info, double measured, double limit)
        : this(false, info.Code, measured, limit) => _info = info;

    /// <summary>All checks passed.</summary>
    public static GateCheck Pass { get; } = new(true, DenyCode.Unspecified, double.NaN, double.NaN);

    /// <summary>The code's name, such as <c>STOP_TOO_NEAR</c>.</summary>
    public string Name => (_info ?? DenyCodeCatalog.Of(Code)).Name;

    /// <summary>The meaning of the code; for a failed rule, which one and how it failed.</summary>
    public string Meaning => (_info ?? DenyCodeCatalog.Of(Code)).Meaning;

    /// <summary>The numbers behind the code, for people; empty if there are none.</summary>
    public string Detail => Code switch
    {
        DenyCode.RuleFailed => Meaning,
        _ when Code == DenyCode.Unspecified || double.IsNaN(Limit) => string.Empty,
        _ => $"measured={Shown(Measured)} limit={Shown(Limit)}",
    };

    private string Unit => (_info ?? DenyCodeCatalog.Of(Code)).Unit;

    /// <summary>A check failed.</summary>
    /// <param name="code">Why it failed.</param>
    /// <param name="measured">The number that failed.</param>
    /// <param name="limit">What <paramref name="measured"/> had to keep; NaN without one.</param>
    public static GateCheck Deny(DenyCode code, double measured = double.NaN, double limit = double.NaN) => new(false, code, measured, limit);

    /// <summary>A check of a custom rule failed.</summary>
    /// <param name="code">The code's row, one of the rule's.</param>
    /// <param name="measured">The number that failed.</param>
    /// <param name="limit">What <paramref name="measured"/> had to keep; NaN without one.</param>
    public static GateCheck Deny(DenyCodeInfo code, double measured = double.NaN, double limit = double.NaN)
    {
        ArgumentNullException.ThrowIfNull(code);
        return new(code, measured, limit);
    }

    // Times have more digits than prices: all of them are shown.
    private string Shown(double value) => Unit.Length == 0
        ? value.ToString("G12", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{value:G15} {Unit}");
}
