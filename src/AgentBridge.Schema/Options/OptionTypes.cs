namespace AgentBridge.Schema;

/// <summary>Which types the options of a record may have, and which of its properties are options.</summary>
public sealed class OptionTypes
{
    /// <summary>Whole numbers up to here are doubles without a loss.</summary>
    internal const double MaxWhole = 9_007_199_254_740_991;

    private readonly Dictionary<Type, OptionFormAttribute> _forms;
    private readonly bool _settings;

    private OptionTypes(bool settings, string expected, IEnumerable<KeyValuePair<Type, OptionFormAttribute>> forms)
    {
        _settings = settings;
        Expected = expected;
        _forms = new(forms);
    }

    /// <summary>
    /// Settings: numbers, flags, words, durations, and types with a form. Properties of other types (a clock, candles) are not options
    /// unless they have a <c>[Description]</c>.
    /// </summary>
    public static OptionTypes Settings { get; } = new(settings: true, "int, long, double, bool, an enumeration, TimeSpan, or a type with a form", []);

    /// <summary>The allowed types, for people.</summary>
    public string Expected { get; }

    /// <summary>Options of a strategy: every settable property is one; numbers, flags, words and the types given here, but no free text.</summary>
    /// <param name="expected">The allowed types, for people.</param>
    /// <param name="forms">How to parse types other than numbers, flags and words.</param>
    public static OptionTypes Closed(string expected, IEnumerable<KeyValuePair<Type, OptionFormAttribute>> forms) => new(settings: false, expected, forms);

    internal static ParameterKind KindOf(Type type)
    {
        if (type.IsEnum)
        {
            return type.IsDefined(typeof(FlagsAttribute), inherit: false) ? ParameterKind.Unspecified : ParameterKind.Enum;
        }

        return type == typeof(int) ? ParameterKind.Int
            : type == typeof(long) ? ParameterKind.Long
            : type == typeof(double) ? ParameterKind.Double
            : type == typeof(bool) ? ParameterKind.Bool
            : type == typeof(TimeSpan) ? ParameterKind.Seconds
            : ParameterKind.Unspecified;
    }

    /// <summary>Whether an option may be without a value.</summary>
    internal bool TakesNothing => _settings;

    internal OptionFormAttribute? FormOf(Type type) => _forms.GetValueOrDefault(type);

    internal bool MustDescribe(ParameterKind kind) => !_settings || kind != ParameterKind.Unspecified;

    internal bool Allows(ParameterKind kind) => kind != ParameterKind.Unspecified && (_settings || kind is not (ParameterKind.Seconds or ParameterKind.Text));
}
