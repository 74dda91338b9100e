using System.Text.Json;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Schema;

/// <summary>The JSON Schema file uses only features that NJsonSchema and Python's jsonschema share, and agrees with the documents.</summary>
public sealed class SchemaFileTests
{
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "title", "description", "type", "additionalProperties", "required", "properties", "enum", "pattern", "exclusiveMinimum", "maximum", "minItems", "maxItems", "items",
    };

    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("schema", "trading-signal-1.0.schema.json"))).RootElement;

    [Fact]
    public void Schema_UsesTheCommonSubsetOnly()
    {
        foreach (var (path, node) in Nodes(Root, ""))
        {
            node.EnumerateObject().Select(member => member.Name).Should().BeSubsetOf(Shared, path);
            if (node.TryGetProperty("pattern", out var pattern))
            {
                pattern.GetString().Should().StartWith("^").And.EndWith(@"$(?!\n)", path).And.NotContain(@"\d", path);
            }
        }

        Root.GetRawText().Should().NotMatchRegex(@"[0-9]\.0[,\s}\]]", "x.0 is an integer for only one of the validators");
    }

    [Fact]
    public void Schema_EveryObject_IsClosedAndWhole()
    {
        foreach (var (path, node) in Nodes(Root, "").Where(n => n.Node.GetProperty("type").ValueEquals("object")))
        {
            node.GetProperty("additionalProperties").ValueKind.Should().Be(JsonValueKind.False, path);
            node.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Should()
                .Equal(node.GetProperty("properties").EnumerateObject().Select(member => member.Name), path);
        }
    }

    [Fact]
    public void Readme_FieldTable_NamesEveryField()
    {
        var readme = File.ReadAllText(Repository.PathOf("schema", "README.md"));
        var leaves = Nodes(Root, "").Where(n => n.Path.Length > 0 && !n.Node.GetProperty("type").ValueEquals("object")).ToList();

        leaves.Should().HaveCount(14);
        leaves.Should().AllSatisfy(leaf => readme.Should().Contain($"| `{leaf.Path}` | {leaf.Node.GetProperty("type").GetString()} |"));
    }

    private static IEnumerable<(string Path, JsonElement Node)> Nodes(JsonElement node, string path)
    {
        yield return (path, node);
        if (node.TryGetProperty("properties", out var properties))
        {
            foreach (var below in properties.EnumerateObject().SelectMany(member => Nodes(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")))
            {
                yield return below;
            }
        }

        if (node.TryGetProperty("items", out var items))
        {
            foreach (var below in Nodes(items, path + "[]"))
            {
                yield return below;
            }
        }
    }
}
