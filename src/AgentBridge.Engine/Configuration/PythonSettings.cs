using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>
/// <c>agent_bridge/settings_table.py</c>: the settings of a bot for the Python package, generated from <see cref="BotSettings"/> and
/// <see cref="RiskSettings"/>, so that no range is written twice.
/// </summary>
public static class PythonSettings
{
    /// <summary>The module's text.</summary>
    public static string Module()
    {
        var text = new StringBuilder(
            """"
            """The keys of the section `agentbridge` and of its section `risk`: kind, range, default and meaning.

            Generated from the options of the C# side (BotSettings, RiskOptions); the C# tests regenerate it with UPDATE_DOCS=1. Do not edit.
            """

            from __future__ import annotations

            from agent_bridge.options import Option


            """".ReplaceLineEndings("\n"));
        Append(text, "SECTION", BotSettings.Model.Parameters, textsToo: false);
        text.Append('\n');
        Append(text, "RISK", ConfigKeys.Model.Parameters.Where(p => RiskSettings.Keys.Contains(p.Name, StringComparer.Ordinal)), textsToo: true);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, IEnumerable<OptionParameter> parameters, bool textsToo)
    {
        text.Append(name).Append(" = (\n");
        foreach (var parameter in parameters)
        {
            text.Append("    Option(\n");
            foreach (var (argument, value) in Arguments(parameter, textsToo))
            {
                text.Append("        ").Append(argument).Append('=').Append(value).Append(",\n");
            }

            text.Append("    ),\n");
        }

        text.Append(")\n");
    }

    private static IEnumerable<(string Argument, string Value)> Arguments(OptionParameter parameter, bool textsToo)
    {
        yield return ("name", Quoted(parameter.Name));
        yield return ("kind", Quoted(KindOf(parameter)));
        yield return ("default", Quoted(parameter.Default));
        yield return ("expected", Quoted(parameter.Expected));
        yield return ("meaning", Quoted(parameter.Meaning));
        if (parameter.Range is { } range)
        {
            yield return ("low", CanonicalNumber.Format(range.Min));
            yield return ("high", CanonicalNumber.Format(range.Max));
            foreach (var (argument, isSet) in new[] { ("low_excluded", range.MinIsExclusive), ("high_excluded", range.MaxIsExclusive), ("texts_too", textsToo), ("optional", parameter.Default.Length == 0) })
            {
                if (isSet)
                {
                    yield return (argument, "True");
                }
            }
        }

        if (!parameter.Choices.IsEmpty)
        {
            yield return ("words", $"({string.Join(", ", parameter.Choices.Select(Quoted))},)");
            if (textsToo)
            {
                yield return ("texts_too", "True");
            }
        }

        if (parameter.Form is LettersAttribute letters)
        {
            yield return ("longest", CanonicalNumber.Format(letters.Longest));
            yield return ("others", Quoted(letters.Others));
        }

        if (parameter.IsRequired)
        {
            yield return ("required", "True");
        }
    }

    private static string KindOf(OptionParameter parameter) => parameter switch
    {
        { Form: LettersAttribute } => "letters",
        { Form: PathFormAttribute } => "path",
        { Form: RedisUrlFormAttribute } => "redis_url",
        { Kind: ParameterKind.Int or ParameterKind.Long } => "whole",
        { Kind: ParameterKind.Double } => "number",
        { Kind: ParameterKind.Enum } => "words",
        _ => throw new InvalidOperationException($"{parameter.Name}: the Python package reads no {parameter.Kind}; teach agent_bridge/options.py"),
    };

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
