using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace AgentBridge.Schema;

/// <summary>A property of an options record and its parameter.</summary>
internal sealed class OptionProperty
{
    private readonly PropertyInfo _property;

    private OptionProperty(PropertyInfo property, OptionParameter parameter, string declared) => (_property, Parameter, Declared) = (property, parameter, declared);

    public OptionParameter Parameter { get; }

    /// <summary>The property's name.</summary>
    public string Declared { get; }

    /// <summary>Reads a property's description; missing parts are added to <paramref name="errors"/>.</summary>
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

        var name = OptionText.Word(property.Name);
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
            ValueType = type,
            MayBeLeftOut = Nullable.GetUnderlyingType(property.PropertyType) is not null || form?.TryRead(string.Empty, out _, out _) is true,
        };
        var value = property.GetValue(defaults);
        if (!parameter.Holds(value))
        {
            errors.Add($"{place}: its default {value} is not {parameter.Expected}");
            return null;
        }

        return new OptionProperty(property, parameter with { Default = parameter.Format(value) ?? string.Empty }, property.Name);

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
        if (!Parameter.TryRead(text, out var value, out problem))
        {
            return false;
        }

        _property.SetValue(options, value);
        return true;
    }

    /// <summary>The value as text; <see langword="null"/> where it has no such form.</summary>
    public string? Format(object options) => Parameter.Format(_property.GetValue(options));

    /// <summary>Whether the parameter accepts the value in the options.</summary>
    public bool Holds(object options) => Parameter.Holds(_property.GetValue(options));

    /// <summary>The value for messages.</summary>
    public string Shown(object options) => Parameter.Shown(_property.GetValue(options));

    private static T? Find<T>(PropertyInfo property, PropertyInfo? same)
        where T : Attribute => property.GetCustomAttribute<T>() ?? same?.GetCustomAttribute<T>();

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

    /// <summary>The words of an enumeration. "Unspecified" marks a missing value and is not one of them.</summary>
    private static ImmutableArray<string> Choices(Type type) =>
        [.. Enum.GetNames(type).Where(n => !string.Equals(n, nameof(ParameterKind.Unspecified), StringComparison.Ordinal)).Select(OptionText.Word)];

    private static bool IsName(string name) => name.Length > 0 && name[0] is >= 'a' and <= 'z' && name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
}
