using System.Collections.Immutable;
using System.Text;

namespace AgentBridge.Schema;

/// <summary>One error in options: a value out of range, or a broken rule between options.</summary>
public sealed record OptionProblem
{
    private readonly Func<Func<string, string>, string> _line;

    private OptionProblem(IEnumerable<string> names, Func<Func<string, string>, string> line) => (Names, _line) = ([.. names], line);

    /// <summary>The options concerned: one, or those of a rule.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The line with the options called otherwise: as the user wrote them.</summary>
    /// <param name="naming">Maps an option's name (<c>min_rr</c>) to the user's name for it (<c>MIN_RR</c>).</param>
    public string Line(Func<string, string> naming)
    {
        ArgumentNullException.ThrowIfNull(naming);
        return _line(naming);
    }

    /// <summary>The line.</summary>
    public override string ToString() => Line(static name => name);

    internal static OptionProblem Value(OptionParameter parameter, string value, string? detail) =>
        new([parameter.Name], naming => parameter.ErrorOf(naming(parameter.Name), value, detail));

    internal static OptionProblem Plain(IEnumerable<string> names, Func<Func<string, string>, string> line) => new(names, line);

    /// <summary>A broken rule, with the values of its options.</summary>
    internal static OptionProblem Rule(string rule, IReadOnlyDictionary<string, string> values)
    {
        var names = new List<string>();
        _ = Replace(rule, word =>
        {
            if (values.ContainsKey(word) && !names.Contains(word, StringComparer.Ordinal))
            {
                names.Add(word);
            }

            return word;
        });
        return new(names, naming =>
        {
            var text = Replace(rule, word => values.ContainsKey(word) ? naming(word) : word);
            return names.Count == 0 ? text : $"{text} ({string.Join(", ", names.Select(n => $"{naming(n)}={OptionText.Shown(values[n])}"))})";
        });
    }

    private static string Replace(string text, Func<string, string> word)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            _ = end > i ? result.Append(word(text[i..end])) : result.Append(text[i]);
            i = Math.Max(end, i + 1);
        }

        return result.ToString();
    }
}
