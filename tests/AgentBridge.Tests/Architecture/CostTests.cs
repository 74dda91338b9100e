using System.Reflection;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Architecture;

/// <summary>The traits by which a run chooses its tests.</summary>
public sealed class CostTests
{
    private static readonly (MemberInfo Of, string Value)[] Marks =
        [.. typeof(CostTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Append<MemberInfo>(type))
            .SelectMany(member => member.CustomAttributes
                .Where(a => a.AttributeType == typeof(TraitAttribute) && a.ConstructorArguments[0].Value is Cost.Key)
                .Select(a => (member, (string)a.ConstructorArguments[1].Value!)))];

    [Fact]
    public void Marks_All_AreThoseThatRunsExclude()
    {
        Marks.Should().NotBeEmpty();
        Marks.Should().OnlyContain(mark => mark.Value == Cost.Slow || mark.Value == Cost.Long, "a test with a misspelled mark is part of every run");
    }

    [Fact]
    public void Marks_SeedNamedClasses_HaveNone() =>
        Marks.Select(mark => (mark.Of as Type ?? mark.Of.DeclaringType!).Name).Should().NotContain(name => name.StartsWith("test_", StringComparison.Ordinal), "they are part of every run");
}
