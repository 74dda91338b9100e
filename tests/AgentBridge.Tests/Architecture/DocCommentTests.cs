using System.Text.RegularExpressions;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Architecture;

/// <summary>
/// A comment on a parameter or a result that only repeats its name or its type says nothing: <c>signal: The signal.</c> What is left of it without
/// articles and the words of name and type must be at least one word; where there is nothing to say, a lone parameter needs no comment.
/// </summary>
public sealed partial class DocCommentTests
{
    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "the", "a", "an", "its", "it", "of", "this", "that", "these", "those", "to", "for", "in", "on", "is", "are", "as", "which", "what", "whose", "given",
    };

    [Fact]
    public void Comments_OfParametersAndResults_SayMoreThanTheirNames() =>
        SourceTree.Files(Repository.PathOf("src"), ".cs")
            .SelectMany(file => Filler(File.ReadAllLines(file)).Select(found => $"{SourceTree.Name(file)}:{found}"))
            .Should().BeEmpty("a comment says the meaning, the unit, the range, or who owns the thing");

    [Theory]
    [InlineData("<param name=\"signal\">The signal.</param>", "void Publish(TradingSignal signal)", true)]
    [InlineData("<param name=\"plan\">The trade plan.</param>", "void Judge(in TradePlan plan)", true)]
    [InlineData("<param name=\"kind\">Which.</param>", "Task BuildAsync(WheelKind kind)", true)]
    [InlineData("<param name=\"Highs\">Highs.</param>", "record Columns(double[] Highs)", true)]
    [InlineData("<typeparam name=\"TOptions\">Its options.</typeparam>", "void Add<TOptions>()", true)]
    [InlineData("<param name=\"candles\">The <see cref=\"Candles\"/>.</param>", "void Add(Candles candles)", true)]
    [InlineData("<returns>The version.</returns>", "string VersionOf(string path)", true)]
    [InlineData("<param name=\"signal\">The signal as the channel holds it.</param>", "void Publish(TradingSignal signal)", false)]
    [InlineData("<param name=\"maxAge\">The maximum age, included.</param>", "bool IsFresh(TimeSpan maxAge)", false)]
    [InlineData("<returns>The version; null without one.</returns>", "string? VersionOf(string path)", false)]
    public void Filler_AnyForm_IsFound(string comment, string declaration, bool isFiller) => Filler(["/// " + comment, declaration]).Any().Should().Be(isFiller);

    private static IEnumerable<string> Filler(string[] lines)
    {
        for (var start = 0; start < lines.Length; start++)
        {
            var end = start;
            while (end < lines.Length && lines[end].TrimStart().StartsWith("///", StringComparison.Ordinal))
            {
                end++;
            }

            if (end == start)
            {
                continue;
            }

            var comment = string.Join(' ', lines[start..end].Select(line => line.TrimStart()[3..].Trim()));
            var declaration = string.Join(' ', lines[end..].SkipWhile(line => line.TrimStart().StartsWith('[')).Take(16).Select(line => line.Trim()));
            foreach (var tag in Tag().Matches(comment).Where(tag => SaysNothing(tag, declaration)))
            {
                yield return $"{start + 1} {tag.Value}";
            }

            start = end;
        }
    }

    private static bool SaysNothing(Match tag, string declaration)
    {
        var name = tag.Groups["name"].Value;
        var known = name.Length == 0 ? declaration.Split('(', '{')[0] : $"{name} {TypeOf(name, declaration)}";
        return Words(Markup().Replace(Reference().Replace(tag.Groups["text"].Value, "${name}"), string.Empty)).Except(Empty, StringComparer.Ordinal).Select(Stem).Except(Words(known).Select(Stem), StringComparer.Ordinal).ToList() is [];
    }

    private static string TypeOf(string name, string declaration) =>
        Regex.Match(declaration, $@"(?<type>[\w.<>?\[\]]+)\s+{Regex.Escape(name)}\b", RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1)).Groups["type"].Value;

    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(m => m.Value.ToLowerInvariant());

    private static string Stem(string word) => word.Length > 3 && word[^1] == 's' ? word[..^1] : word;

    [GeneratedRegex("""<(?<kind>param|typeparam) name="(?<name>\w+)">(?<text>.*?)</\k<kind>>|<returns>(?<text>.*?)</returns>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Tag();

    [GeneratedRegex("""<(?:see|paramref|typeparamref) [^>]*?"[\w:.]*?(?<name>\w+)(?:[({][^"]*)?"\s*/>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Reference();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Markup();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Word();
}
