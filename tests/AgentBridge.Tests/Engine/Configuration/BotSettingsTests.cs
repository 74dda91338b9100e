using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBridge.Engine;
using AgentBridge.Schema;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>The settings of a bot: one table for both languages, and the same verdict on every value. UPDATE_DOCS=1 regenerates the files.</summary>
public sealed class BotSettingsTests
{
    private static readonly string Corpus = Repository.PathOf("schema", "corpus", "settings.json");

    /// <summary>As JSON writes them; NaN and the infinities are numbers to Python's JSON readers.</summary>
    private static readonly string[] Values =
    [
        "0", "-0", "-0.0", "-1", "1", "0.5", "1.0", "1.5", "2.0000001", "9", "10", "10.0", "1e3", "1E3", "1e-7", "20", "20.5", "21", "49", "50", "100", "100.0000001", "600", "600.5", "601", "1000",
        "60000", "60001", "100000", "100001", "604800", "604801", "1e400", "-1e400", "9007199254740993", "123456789012345678901234567890", "NaN", "Infinity", "-Infinity",
        "\"\"", "\" \"", "\"0.5\"", "\"1\"", "\"1.5\"", "\"10\"", "\"-0\"", "\" 10\"", "\"10 \"", "\"+10\"", "\"1e1\"", "\"1e3\"", "\"1e400\"", "\"1e\"", "\"1,5\"", "\"1_0\"", "\"0x10\"", "\"1.\"", "\"1.e0\"", "\".5\"", "\".\"",
        "\"+\"", "\"--1\"", "\"1-\"", "\"007\"", "\"\\u0663\"", "\"\\uff11\\uff10\"", "\"NaN\"", "\"nan\"", "\"Infinity\"", "\"inf\"", "\"\\u221e\"", "\"1\\u0000\"", "\"1\\n\"", "\"\\u00a01\"", "\"1\\u00a0\"", "\"1\\t\"", "\"\\t 10 \"", "\"\\u20031\"", "\"weighted\\t\"", "\"\\u00a0weighted\"",
        "\"true\"", "\"True\"", "\"TRUE\"", "\"yes\"", "\"on\"", "true", "false", "null", "[]", "{}", "[1]", "{\"a\":1}",
        "\"weighted\"", "\"Weighted\"", "\" weighted\"", "\"tp1\"", "\"TP1\"", "\"tp2\"", "\"unspecified\"", "\"redis\"", "\"Redis\"", "\"file\"", "\"clr\"", "\"kafka\"",
        "\"signals\"", "\"a b\"", "\"a/b\"", "\"a:b.c-d_e\"", "\"a|b\"", "\"{a}\"", "\"\\u00e9\"", "\"a\\u0000b\"", "\"a\\nb\"", "\"\\u200b\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"",
        $"\"{new string('x', 40)}\"", $"\"{new string('x', 41)}\"", $"\"{new string('x', 100)}\"", $"\"{new string('x', 101)}\"",
        "\"redis://h\"", "\"redis://:p%40ss@127.0.0.1:6380/3\"", "\"rediss://h\"", "\"redis://h:0\"", "\"redis://h/1024\"", "\"decision_logs/x\"",
    ];

    [Fact]
    public void PythonModule_File_IsWhatTheOptionsSay() => Hold(Repository.PathOf("strategy-bridge", "agent_bridge", "settings_table.py"), PythonSettings.Module());

    [Fact]
    public void Readme_Table_IsThatOfTheOptions() => GeneratedDocs.Check(Repository.PathOf("strategy-bridge", "README.md"), "bot-settings", ConfigDocs.BotTable());

    [Fact]
    public void Corpus_EveryValueOfEveryKey_HasTheVerdictOfTheFile()
    {
        var risk = ConfigKeys.All.Select(k => ConfigKeys.Of(k.Name)).Where(p => RiskSettings.Keys.Contains(p.Name, StringComparer.Ordinal));
        var verdicts = new JsonObject { ["values"] = new JsonArray([.. Values.Select(v => JsonValue.Create(v))]) };
        verdicts["agentbridge"] = Verdicts(BotSettings.Model.Parameters, textsToo: false);
        verdicts["risk"] = Verdicts(risk, textsToo: true);

        Hold(Corpus, verdicts.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.Default }) + "\n");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Corpus_TextsOfTheGate_HaveTheSameVerdictInDotEnv()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Corpus));
        using var folder = new TempFolder();
        foreach (var key in document.RootElement.GetProperty("risk").EnumerateObject())
        {
            foreach (var json in Values.Where(v => v[0] == '"' && !v.Contains("\\ud8", StringComparison.Ordinal) && !v.Contains("\\n", StringComparison.Ordinal) && !v.Contains("\\u0000", StringComparison.Ordinal)))
            {
                using var value = JsonDocument.Parse(json);
                var text = value.RootElement.GetString()!;
                if (text.Trim(' ').Length == 0)
                {
                    continue;
                }

                foreach (var quote in new[] { "", "'" })
                {
                    var name = key.Name.ToUpperInvariant();
                    var path = folder.Write(".env", $"{name}={quote}{text}{quote}\n");
                    var isAccepted = true;
                    try
                    {
                        BridgeConfig.LoadConfigOrDefaults(path, new Dictionary<string, string>(StringComparer.Ordinal));
                    }
                    catch (ConfigException exception)
                    {
                        isAccepted = !exception.Message.Contains(": expected ", StringComparison.Ordinal);
                    }

                    isAccepted.Should().Be(key.Value.TryGetProperty(json, out _), "{0}={1}{2}", name, quote, json);
                }
            }
        }
    }

    [Fact]
    public void Corpus_EveryKey_HasAcceptedAndRefusedValues()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Corpus));
        foreach (var section in new[] { "agentbridge", "risk" })
        {
            foreach (var key in document.RootElement.GetProperty(section).EnumerateObject())
            {
                key.Value.EnumerateObject().Count().Should().BeInRange(1, Values.Length - 10, "{0}.{1}", section, key.Name);
            }
        }
    }

    [Fact]
    public void Message_OfAWrongValue_NamesKeyValueRangeAndRemedy()
    {
        var option = BotSettings.Model.Of(nameof(BotSettings.MaxAgeSec));
        using var document = JsonDocument.Parse("[0, \"60\"]");

        option.TryRead(document.RootElement[0], textsToo: false, out _, out _).Should().BeFalse();
        option.TryRead(document.RootElement[1], textsToo: false, out _, out var detail).Should().BeFalse();

        option.ErrorOf(option.Name, "0").Should().Be("max_age_sec=0: expected a whole number from 1 to 604800 (the maximum age of a signal in seconds); leave it out for 600");
        detail.Should().Be("is a text");
    }

    private static JsonObject Verdicts(IEnumerable<OptionParameter> parameters, bool textsToo)
    {
        var keys = new JsonObject();
        foreach (var parameter in parameters)
        {
            var accepted = new JsonObject();
            foreach (var json in Values)
            {
                if (Accepted(parameter, json, textsToo) is { } value)
                {
                    accepted[json] = value;
                }
            }

            keys[parameter.Name] = accepted;
        }

        return keys;
    }

    /// <summary>The parsed value in one form; null if it is refused.</summary>
    private static string? Accepted(OptionParameter parameter, string json, bool textsToo)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return !parameter.TryRead(document.RootElement, textsToo, out var value, out _) ? null : value switch
            {
                null => "none",
                double number => CanonicalNumber.Format(number),
                int whole => CanonicalNumber.Format(whole),
                Enum word => word.ToString().ToLowerInvariant(),
                _ => value.ToString(),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Hold(string file, string expected)
    {
        if (GeneratedDocs.IsUpdate("UPDATE_DOCS"))
        {
            File.WriteAllText(file, expected);
        }

        File.ReadAllText(file).Should().Be(expected, "{0} is generated from the options; run the tests with UPDATE_DOCS=1 and review the change", Path.GetFileName(file));
    }
}
