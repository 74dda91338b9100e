using System.Globalization;
using System.Text;
using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>One assignment of a <c>.env</c> file.</summary>
internal sealed record EnvLine(string Key, string Value, int Number);

/// <summary>
/// Reads a <c>.env</c> file: <c>KEY=value</c> lines, <c>export</c> before a key, <c>#</c> comments (after a value only following a space), single
/// quotes (taken as they are), double quotes (with \" \\ \n \t), any line end, a byte order mark. Errors never show a value.
/// </summary>
internal static class EnvFile
{
    /// <summary>White space that may surround a value: ASCII only, as for the same settings in JSON.</summary>
    public static readonly char[] Blanks = [' ', '\t'];

    private const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IReadOnlyList<EnvLine> Read(string path, List<string> errors)
    {
        string text;
        try
        {
            text = Utf8.GetString(InputFile.ReadBytes(path, MaxBytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException or InvalidDataException)
        {
            var why = exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file; copy envs/.env.example to it, or name another one",
                DecoderFallbackException => "it is not UTF-8 text",
                InvalidDataException => $"it {exception.Message}",
                _ => "it can't be read; check that it is a file, and its permissions",
            };
            errors.Add($"{path}: {why}.");
            return [];
        }

        var lines = new List<EnvLine>();
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var line = raw.Trim(Blanks);
            if (!string.IsNullOrWhiteSpace(line) && line[0] != '#' && Parse(line, number, out var problem) is var assignment)
            {
                if (assignment is null)
                {
                    errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{number}: {problem}; write KEY=value."));
                }
                else
                {
                    lines.Add(assignment);
                }
            }
        }

        return lines;
    }

    private static EnvLine? Parse(string line, int number, out string problem)
    {
        const string Export = "export ";
        if (line.FirstOrDefault(character => char.IsControl(character) && character != '\t') is var control && line.Contains(control, StringComparison.Ordinal))
        {
            problem = $"the line contains a control character (U+{(int)control:X4})";
            return null;
        }

        line = line.StartsWith(Export, StringComparison.Ordinal) ? line[Export.Length..].TrimStart() : line;
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            problem = "the line has no '='";
            return null;
        }

        var key = line[..equals].TrimEnd();
        if (!IsKey(key))
        {
            problem = "the text before '=' is not a key (letters, digits and _)";
            return null;
        }

        return Value(line[(equals + 1)..].TrimStart(Blanks), out problem) is { } value ? new EnvLine(key, value, number) : null;
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= 64 && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(key[0]);

    private static string? Value(string text, out string problem)
    {
        problem = string.Empty;
        if (text.Length == 0 || text[0] is not ('"' or '\''))
        {
            return WithoutComment(text);
        }

        var value = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == text[0])
            {
                var rest = text[(i + 1)..].Trim();
                problem = "there is text after the closing quote";
                return rest.Length == 0 || rest[0] == '#' ? value.ToString() : null;
            }

            var escaped = text[0] == '"' && text[i] == '\\' && i + 1 < text.Length;
            value.Append(escaped ? Unescape(text[++i]) : text[i]);
        }

        problem = "a quote does not end on its line";
        return null;
    }

    private static string Unescape(char c) => c switch
    {
        'n' => "\n",
        't' => "\t",
        '"' or '\\' => c.ToString(),
        _ => "\\" + c,
    };

    private static string WithoutComment(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '#' && (i == 0 || char.IsWhiteSpace(text[i - 1])))
            {
                return text[..i].TrimEnd(Blanks);
            }
        }

        return text;
    }
}
