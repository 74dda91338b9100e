using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>A property of an options record and the parameter that it is.</summary>
internal sealed class OptionProperty
{
    /// <summary>Whole numbers up to here are doubles without a loss.</summary>
    private const double MaxWhole = 9_007_199_254_740_991;

    private readonly PropertyInfo _property;

    private OptionProperty(PropertyInfo property, StrategyParameter parameter) => (_property, Parameter) = (property, parameter);

    public StrategyParameter Parameter { get; }

    /// <summary>Reads a property's description; what is missing is said in <paramref name="errors"/>.</summary>
    public static OptionProperty? Read(PropertyInfo property, object defaults, string place, List<string> errors)
    {
        place = $"{place}, option {property.Name}";
        var kind = KindOf(property.PropertyType);
        var meaning = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var before = errors.Count;
        Require(kind != ParameterKind.Unspecified, $"{place}: its type is {property.PropertyType.Name}; expected int, long, double, bool, an enumeration, Timeframe or Pair");
        Require(!string.IsNullOrWhiteSpace(meaning), $"{place}: no meaning; add [Description(\"…\")]");
        Require(IsName(name), $"{place}: its name becomes '{name}'; expected letters a-z, digits and _");
        ParameterRange? range = null;
        if (kind is ParameterKind.Int or ParameterKind.Long or ParameterKind.Double)
        {
            range = RangeOf(property, kind);
            Require(range is not null, $"{place}: no range; add [Range(min, max)] with numbers, min not above max");
        }

        var choices = kind == ParameterKind.Enum ? Choices(property.PropertyType) : [];
        if (errors.Count > before)
        {
            return null;
        }

        var parameter = new StrategyParameter { Name = name, Kind = kind, Meaning = meaning!, Range = range, Choices = choices };
        var value = property.GetValue(defaults);
        if (FormatValue(value) is not { } text || !IsInside(parameter, value, text))
        {
            errors.Add($"{place}: its default {value} is not {parameter.Expected}");
            return null;
        }

        return new OptionProperty(property, parameter with { Default = text });

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }

    /// <summary>Sets the property from text.</summary>
    public bool TrySet(object options, string text)
    {
        if (!TryRead(text, out var value) || FormatValue(value) is not { } written || !IsInside(Parameter, value, written))
        {
            return false;
        }

        _property.SetValue(options, value);
        return true;
    }

    /// <summary>The value as it enters the decision_id; <see langword="null"/> where it has no such form.</summary>
    public string? Format(object options) => FormatValue(_property.GetValue(options));

    /// <summary>Whether the value that the options hold is one that the parameter takes.</summary>
    public bool Holds(object options) => _property.GetValue(options) is var value && FormatValue(value) is { } text && IsInside(Parameter, value, text);

    /// <summary>The value for messages.</summary>
    public string Shown(object options) => Format(options) ?? Convert.ToString(_property.GetValue(options), CultureInfo.InvariantCulture) ?? string.Empty;

    private bool TryRead(string text, out object? value)
    {
        value = null;
        switch (Parameter.Kind)
        {
            case ParameterKind.Int when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                value = whole;
                break;
            case ParameterKind.Long when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                value = whole;
                break;
            case ParameterKind.Double when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number):
                // There is one zero.
                value = number == 0 ? 0.0 : number;
                break;
            case ParameterKind.Bool when text is "true" or "false":
                value = text is "true";
                break;
            case ParameterKind.Enum when Parameter.Choices.Contains(text, StringComparer.Ordinal):
                value = Enum.Parse(_property.PropertyType, Enum.GetNames(_property.PropertyType).First(n => string.Equals(Word(n), text, StringComparison.Ordinal)));
                break;
            case ParameterKind.Timeframe when Timeframe.TryParse(text, out var timeframe):
                value = timeframe;
                break;
            case ParameterKind.Pair when Pair.TryParse(text, out var pair):
                value = pair;
                break;
            default:
                break;
        }

        return value is not null;
    }

    private static bool IsInside(StrategyParameter parameter, object? value, string text) => value switch
    {
        int whole => parameter.Range!.Value.Contains(whole),
        long whole => parameter.Range!.Value.Contains(whole),
        double number => parameter.Range!.Value.Contains(number),
        System.Enum => parameter.Choices.Contains(text, StringComparer.Ordinal),
        _ => true,
    };

    private static string? FormatValue(object? value) => value switch
    {
        int whole => whole.ToString(CultureInfo.InvariantCulture),
        long whole when Math.Abs((double)whole) <= MaxWhole => whole.ToString(CultureInfo.InvariantCulture),
        double number when double.IsFinite(number) => CanonicalNumber.Format(number == 0 ? 0 : number),
        bool flag => flag ? "true" : "false",
        Timeframe { IsSet: true } timeframe => timeframe.ToString(),
        Pair { IsSet: true } pair => pair.ToString(),
        System.Enum choice when Enum.GetName(choice.GetType(), choice) is { } name => Word(name),
        _ => null,
    };

    private static ParameterKind KindOf(Type type)
    {
        if (type.IsEnum)
        {
            return type.IsDefined(typeof(FlagsAttribute), inherit: false) ? ParameterKind.Unspecified : ParameterKind.Enum;
        }

        return type == typeof(int) ? ParameterKind.Int
            : type == typeof(long) ? ParameterKind.Long
            : type == typeof(double) ? ParameterKind.Double
            : type == typeof(bool) ? ParameterKind.Bool
            : type == typeof(Timeframe) ? ParameterKind.Timeframe
            : type == typeof(Pair) ? ParameterKind.Pair
            : ParameterKind.Unspecified;
    }

    private static ParameterRange? RangeOf(PropertyInfo property, ParameterKind kind)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is not { Minimum: int or double, Maximum: int or double } range)
        {
            return null;
        }

        var (min, max) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        var limit = kind == ParameterKind.Long ? MaxWhole : double.MaxValue;
        return min <= max && Math.Abs(min) <= limit && Math.Abs(max) <= limit
            ? new ParameterRange(min + 0.0, max + 0.0) { MinIsExclusive = range.MinimumIsExclusive, MaxIsExclusive = range.MaximumIsExclusive }
            : null;
    }

    /// <summary>The words of an enumeration. "Unspecified" is what is there when nobody said anything, and no value.</summary>
    private static ImmutableArray<string> Choices(Type type) =>
        [.. Enum.GetNames(type).Where(n => !string.Equals(n, nameof(ParameterKind.Unspecified), StringComparison.Ordinal)).Select(Word)];

    private static string Word(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static bool IsName(string name) => name.Length > 0 && name[0] is >= 'a' and <= 'z' && name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
}
