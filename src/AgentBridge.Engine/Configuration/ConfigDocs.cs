using System.Text;

namespace AgentBridge.Engine;

/// <summary>The documents about the settings, generated from <see cref="ConfigKeys"/>.</summary>
public static class ConfigDocs
{
    /// <summary>The text of <c>envs/.env.example</c>: every key with meaning, range and default; it loads as it is.</summary>
    public static string EnvExample()
    {
        var text = new StringBuilder(
            """
            # Settings of AgentBridge. Copy this file to .env in the folder where the program runs.
            # A variable of the same name in the environment wins over this file. A key that is not listed here is an error.

            """.ReplaceLineEndings("\n"));
        foreach (var key in ConfigKeys.All)
        {
            text.Append('\n')
                .Append("# ").Append(Sentence(key.Meaning)).Append(".\n")
                .Append("# Range: ").Append(key.Range).Append(". ")
                .Append(key.Required ? "Required; " : "Optional; ").Append("default: ").Append(Shown(key.Default)).Append(".\n")
                .Append(key.Required ? string.Empty : "# ").Append(key.Name).Append('=').Append(key.Default).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The tables of <c>envs/README.md</c>: what each key means and its default, then its range and whether it is required.</summary>
    public static string MarkdownTable()
    {
        var text = new StringBuilder("| key | meaning | default |\n|---|---|---|\n");
        foreach (var key in ConfigKeys.All)
        {
            text.Append("| `").Append(key.Name).Append("` | ").Append(key.Meaning).Append(" | `").Append(Shown(key.Default)).Append("` |\n");
        }

        text.Append("\n| key | range | required |\n|---|---|---|\n");
        foreach (var key in ConfigKeys.All)
        {
            text.Append("| `").Append(key.Name).Append("` | ").Append(key.Range).Append(" | ").Append(key.Required ? "yes" : "no").Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>The tables of strategy-bridge's README: the keys of the section <c>agentbridge</c>.</summary>
    public static string BotTable()
    {
        var text = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
        foreach (var key in BotSettings.Model.Parameters)
        {
            var standard = key.IsRequired ? "required" : key.Default.Length == 0 || key.IsSecret ? "none" : $"`{key.Default}`";
            text.Append("| `").Append(key.Name).Append("` | ").Append(standard).Append(" | ").Append(key.Meaning).Append(" |\n");
        }

        text.Append("\n| key | range |\n|---|---|\n");
        foreach (var key in BotSettings.Model.Parameters)
        {
            text.Append("| `").Append(key.Name).Append("` | ").Append(key.Expected).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Shown(string standard) => standard.Length == 0 ? "(empty)" : standard;

    private static string Sentence(string meaning) => char.ToUpperInvariant(meaning[0]) + meaning[1..];
}
