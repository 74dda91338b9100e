using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace AgentBridge.Schema;

/// <summary>A property of an options record and the parameter that it is.</summary>
internal sealed class OptionProperty
{
    private readonly PropertyInfo _property;

    private OptionProperty(PropertyInfo property, OptionParameter parameter, string declared) => (_property, Parameter, Declared) = (property, parameter, declared);

    public OptionParameter Parameter { get; }

    /// <summary>The property's name.</summary>
    public string Declared { get; }

    /// <summary>Reads a property's description; what is missing is said in <paramref name="errors"/>.</summary>
    public static OptionProperty? Read(PropertyInfo property, object defaults, string place, OptionTypes types, List<string> errors)
    {
        place = $"{place}, option {property.Name}";
        var same = property.GetCustomAttribute<SameAsAttribute>()?.Find(property.Name);
        var type = types.TakesNothing ? Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType : property.PropertyType;
        var form = Find<OptionFormAttribute>(property, same) ?? types.FormOf(type);
        var kind = form?.Kind ?? OptionTypes.KindOf(type);
        var meaning = Find<DescriptionAttribute>(property, same)?.Description;
        if (meaning is null && !types.MustDescribe(kind))
        {
            return null;
        }

        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var before = errors.Count;
        Require(types.Allows(kind), $"{place}: its type is {type.Name}; expected {types.Expected}");
        Require(!string.IsNullOrWhiteSpace(meaning), $"{place}: no meaning; add [Description(\"…\")]");
        Require(IsName(name), $"{place}: its name becomes '{name}'; expected letters a-z, digits and _");
        ParameterRange? range = null;
        if (kind is ParameterKind.Int or ParameterKind.Long or ParameterKind.Double or ParameterKind.Seconds)
        {
            range = RangeOf(Find<RangeAttribute>(property, same), kind);
            Require(range is not null, $"{place}: no range; add [Range(min, max)] with numbers, min not above max");
        }

        var choices = kind == ParameterKind.Enum ? Choices(type) : [];
        if (errors.Count > before)
        {
            return null;
        }

        var parameter = new OptionParameter
        {
            Name = name,
            Kind = kind,
            Meaning = meaning!,
            Range = range,
            Choices = choices,
            Form = form,
            IsRequired = property.IsDefined(typeof(RequiredAttribute)),
        };
        var made = new OptionProperty(property, parameter, property.Name);
        var value = property.GetValue(defaults);
        if (value is null && made.MayBeLeftOut)
        {
            return made;
        }

        if (made.FormatValue(value) is not { } text || !made.IsInside(value, text))
        {
            errors.Add($"{place}: its default {value} is not {parameter.Expected}");
            return null;
        }

        return new OptionProperty(property, parameter with { Default = text }, property.Name);

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }

    /// <summary>Sets the property from text.</summary>
    public bool TrySet(object options, string text, out string? problem)
    {
        if (!TryRead(text, out var value, out problem) || FormatValue(value) is not { } written || !IsInside(value, written))
        {
            return false;
        }

        _property.SetValue(options, value);
        return true;
    }

    /// <summary>The value as text; <see langword="null"/> where it has no such form.</summary>
    public string? Format(object options) => FormatValue(_property.GetValue(options));

    /// <summary>Whether the value that the options hold is one that the parameter takes.</summary>
    public bool Holds(object options)
    {
        var value = _property.GetValue(options);
        return value is null ? MayBeLeftOut : FormatValue(value) is { } text && IsInside(value, text);
    }

    /// <summary>The value for messages.</summary>
    public string Shown(object options) => Format(options) ?? Convert.ToString(_property.GetValue(options), CultureInfo.InvariantCulture) ?? string.Empty;

    // A nullable number is one that may be left out, and so is a text whose form takes the empty one.
    private bool MayBeLeftOut => Nullable.GetUnderlyingType(_property.PropertyType) is not null || (Parameter.Form is { } form && form.TryRead(string.Empty, out _, out _));

    private static T? Find<T>(PropertyInfo property, PropertyInfo? same)
        where T : Attribute => property.GetCustomAttribute<T>() ?? same?.GetCustomAttribute<T>();

    private bool TryRead(string text, out object? value, out string? problem)
    {
        (value, problem) = (null, null);
        if (Parameter.Form is { } form)
        {
            return form.TryRead(text, out value, out problem) && value is not null;
        }

        var type = Nullable.GetUnderlyingType(_property.PropertyType) ?? _property.PropertyType;
        value = Parameter.Kind switch
        {
            ParameterKind.Int when OptionText.TryWhole(text, out var whole) && whole is >= int.MinValue and <= int.MaxValue => (int)whole,
            ParameterKind.Long when OptionText.TryWhole(text, out var whole) => whole,

            // There is one zero.
            ParameterKind.Double when OptionText.TryNumber(text, out var number) => number == 0 ? 0.0 : number,
            ParameterKind.Seconds when OptionText.TryNumber(text, out var number) && Parameter.Range!.Value.Contains(number) => TimeSpan.FromSeconds(number),
            ParameterKind.Bool when text is "true" or "false" => text is "true",
            ParameterKind.Enum when Parameter.Choices.Contains(text, StringComparer.Ordinal) => Enum.Parse(type, Enum.GetNames(type).First(n => string.Equals(Word(n), text, StringComparison.Ordinal))),
            _ => null,
        };
        return value is not null;
    }

    private bool IsInside(object? value, string text) => value switch
    {
        int whole => Parameter.Range!.Value.Contains(whole),
        long whole => Parameter.Range!.Value.Contains(whole),
        double number => Parameter.Range!.Value.Contains(number),
        TimeSpan span => Parameter.Range!.Value.Contains(span.TotalSeconds),
        Enum => Parameter.Choices.Contains(text, StringComparer.Ordinal),
        _ => true,
    };

    private string? FormatValue(object? value) => value switch
    {
        null => null,
        _ when Parameter.Form is { } form => form.Format(value),
        int whole => whole.ToString(CultureInfo.InvariantCulture),
        long whole when Math.Abs((double)whole) <= OptionTypes.MaxWhole => whole.ToString(CultureInfo.InvariantCulture),
        double number when double.IsFinite(number) => CanonicalNumber.Format(number == 0 ? 0 : number),
        TimeSpan span => CanonicalNumber.Format(span.TotalSeconds),
        bool flag => flag ? "true" : "false",
        Enum choice when Enum.GetName(choice.GetType(), choice) is { } name => Word(name),
        _ => null,
    };

    private static ParameterRange? RangeOf(RangeAttribute? range, ParameterKind kind)
    {
        if (range is not { Minimum: int or double, Maximum: int or double })
        {
            return null;
        }

        var (min, max) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        var limit = kind == ParameterKind.Long ? OptionTypes.MaxWhole : double.MaxValue;
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
