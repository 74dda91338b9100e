using System.Runtime.Loader;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Plugins;

/// <summary>Assemblies of users: what is loaded from them, and the messages when one is refused.</summary>
public sealed class StrategyAssemblyTests : IDisposable
{
    private const string Good = """
        public sealed record Options { [Range(1, 9), Description("a number")] public int Number { get; init; } = 2; }
        public sealed class One(Options options) : IStrategy<Options>, IStrategyStream
        {
            public static StrategyName Name { get; } = new("one", 1);
            public static StrategyNeeds NeedsOf(Options options) => new(1);
            public static IStrategyStream Open(Options options) => new One(options);
            public bool OnCandle(in Candle candle, out TradePlan plan) { plan = default; return options.Number < 0; }
        }
        """;

    private readonly TempFolder _folder = new();

    [Fact]
    public void Load_PluginWithPrivateDependencies_HasItsStrategies()
    {
        var loaded = StrategyAssembly.Load(TestPlugin.Path);

        loaded.Strategies.Select(s => s.ToString()).Should().Equal("mean-cross/2", "noisy/1", "shares-state/1", "thrower/1", "unending/1");
        loaded.Strategies.Should().OnlyContain(s => s.Origin == loaded.Origin);
        loaded.Origin.Path.Should().Be(TestPlugin.Path);
        loaded.Origin.Sha256.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(TestPlugin.Path))));
        var strategy = loaded.Strategies[0].Bind("fast=4", 0.05);
        strategy.Parameters.Should().Be("fast=4;lows=10;slow=20");
        strategy.OpenStream().OnCandle(new Candle(0, 1, 1, 1, 1, 1), out _).Should().BeFalse("its mean is from an assembly of which the host has another version");
    }

    [Fact]
    public void Load_Plugin_UsesTheLoadersContractAndItsOwnDependencies()
    {
        var type = StrategyAssembly.Load(TestPlugin.Path).Strategies[0].Type;
        var context = AssemblyLoadContext.GetLoadContext(type.Assembly)!;

        context.Should().NotBeSameAs(AssemblyLoadContext.GetLoadContext(typeof(StrategyAssembly).Assembly)).And.NotBeSameAs(AssemblyLoadContext.Default);
        type.GetInterfaces().Should().Contain(typeof(IStrategyStream));
        StrategyAssembly.Load(TestPlugin.Path).Strategies[0].Bind([], 0.05).OpenStream().Should().BeAssignableTo<IStrategyStream>();
        context.Assemblies.Select(a => a.GetName().Name).Should().BeEquivalentTo("AgentBridge.TestPlugin", "StackExchange.Redis");
        context.Assemblies.Single(a => a.GetName().Name is "StackExchange.Redis").Should().NotBeSameAs(typeof(StackExchange.Redis.ConnectionMultiplexer).Assembly);
    }

    [Fact]
    public void Load_TwicePerFile_IsOneContextUntilItsBytesChange()
    {
        var copy = TestPlugin.CopyTo(_folder.PathOf("copy"));

        var first = StrategyAssembly.Load(copy);
        StrategyAssembly.Load(copy).Should().BeSameAs(first);
        File.AppendAllText(copy, "another build");
        var second = StrategyAssembly.Load(copy);

        second.Should().NotBeSameAs(first);
        second.Strategies[0].Type.Should().NotBe(first.Strategies[0].Type);
        second.Origin.Sha256.Should().NotBe(first.Origin.Sha256);
        first.Strategies[0].Bind([], 0.05).OpenStream().Should().NotBeNull("a later build does not affect the loaded assembly");
    }

    [Fact]
    public void Catalog_WithAnAssembly_HasTheBuiltInOnesFirst() =>
        StrategyAssembly.CatalogWith(TestPlugin.Path).All.Select(s => s.Name.Name).Should().Equal([.. TestStrategies.BuiltInNames, "mean-cross", "noisy", "shares-state", "thrower", "unending"]);

    [Theory]
    [InlineData("missing", "there is no such file; build the project")]
    [InlineData("folder", "it is a folder; name a file in it")]
    [InlineData("empty", "it is not a .NET assembly")]
    [InlineData("text", "it is not a .NET assembly")]
    [InlineData("project", "it is not a .NET assembly")]
    [InlineData("cut", "it is not a .NET assembly, or it is damaged")]
    [InlineData("native", "it is a native library, no .NET assembly; build a class library")]
    [InlineData("alone", "StackExchange.Redis 0.1.0.0 is neither beside it nor in the .NET runtime); name the .dll")]
    [InlineData("deps", "it can't be loaded (")]
    [InlineData("unstamped", "it does not state the strategy contract it was built for; reference the package AgentBridge.Signals")]
    public void Load_InvalidFile_SaysWhyInOneLine(string fault, string words)
    {
        var path = _folder.PathOf("a.dll");
        switch (fault)
        {
            case "missing":
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "empty" or "text":
                File.WriteAllText(path, fault is "text" ? "this is no assembly" : string.Empty);
                break;
            case "project":
                File.WriteAllText(path, "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
                break;
            case "cut":
                File.WriteAllBytes(path, File.ReadAllBytes(TestPlugin.Path)[..3000]);
                break;
            case "native":
                File.Copy(Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "lib*.so")[0], path);
                break;
            case "alone":
                File.Copy(TestPlugin.Path, path);
                break;
            case "deps":
                path = TestPlugin.CopyTo(_folder.PathOf("deps"));
                File.WriteAllText(Path.ChangeExtension(path, ".deps.json"), "{");
                break;
            default:
                path = typeof(StackExchange.Redis.ConnectionMultiplexer).Assembly.Location;
                break;
        }

        ErrorOf(path).Should().StartWith($"{path}: ").And.Contain(words);
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("other", "it was built for the strategy contract 2, and this program has 1; build it with the package AgentBridge.Signals of this program's release")]
    [InlineData("reference", "it is a reference assembly, without any code; name the .dll in the project's output folder (bin)")]
    [InlineData("framework", "it was built for .NETFramework 4.8, which .NET 10.0 can't run; build it for net10.0")]
    [InlineData("newer", "it was built for .NETCoreApp 99.0, which .NET 10.0 can't run; build it for net10.0")]
    [InlineData("module", "it is a module, no assembly")]
    [InlineData("none", "there are no strategies in it; a strategy is a public class that implements IStrategy<TOptions>")]
    [InlineData("hidden", "there are no strategies in it; a strategy is a public class")]
    [InlineData("range", "strategy one, option Number: no range; add [Range(min, max)]")]
    [InlineData("meaning", "strategy one, option Number: no meaning; add [Description(")]
    [InlineData("both", "strategy one, option Number: no meaning; add [Description(\"…\")]; strategy one, option Number: no range; add [Range")]
    [InlineData("taken", "strategy breakout (One): the name is taken by the built-in breakout/1; rename it")]
    [InlineData("twice", "strategy one (Two): the name is taken by one/1 (One); rename it")]
    [InlineData("name", "strategy name 'One Two': expected 1 to 40 of a-z, 0-9 and -, a letter first")]
    [InlineData("nameless", "One: its Name is null; give it a name and a version")]
    [InlineData("needs", "strategy one: its name, options or needs can't be read: InvalidOperationException: no needs")]
    [InlineData("defaults", "strategy one: its name, options or needs can't be read: InvalidOperationException: no options")]
    [InlineData("later", "it can't be loaded (TypeLoadException: ")]
    public void Load_AssemblyThatCanNotBeUsed_SaysWhyInOneLine(string fault, string words)
    {
        var path = fault switch
        {
            "other" => Compiled(Good, "[assembly: StrategyContract(2)]"),
            "reference" => Compiled(Good, words: ["-refonly"]),
            "framework" => Compiled(Good, Targets(".NETFramework,Version=v4.8")),
            "newer" => Compiled(Good, Targets(".NETCoreApp,Version=v99.0")),
            "module" => Compiled(Good, string.Empty, ["-target:module"]),
            "none" => Compiled("public sealed class Nothing;"),
            "hidden" => Compiled(Good.Replace("public sealed class", "internal sealed class", StringComparison.Ordinal)),
            "range" => Compiled(Good.Replace("Range(1, 9), ", string.Empty, StringComparison.Ordinal)),
            "meaning" => Compiled(Good.Replace(", Description(\"a number\")", string.Empty, StringComparison.Ordinal)),
            "both" => Compiled(Good.Replace("[Range(1, 9), Description(\"a number\")] ", string.Empty, StringComparison.Ordinal)),
            "taken" => Compiled(Good.Replace("\"one\"", "\"breakout\"", StringComparison.Ordinal)),
            "twice" => Compiled(Good + Good[Good.IndexOf("public sealed class", StringComparison.Ordinal)..].Replace("One", "Two", StringComparison.Ordinal)),
            "name" => Compiled(Good.Replace("\"one\"", "\"One Two\"", StringComparison.Ordinal)),
            "nameless" => Compiled(Good.Replace("= new(\"one\", 1);", "= null!;", StringComparison.Ordinal)),
            "needs" => Compiled(Good.Replace("new(1);", "throw new InvalidOperationException(\"no needs\");", StringComparison.Ordinal)),
            "defaults" => Compiled(Good.Replace("public sealed record Options {", "public sealed record Options { public Options() => throw new InvalidOperationException(\"no options\");", StringComparison.Ordinal)),
            _ => OfALaterContract(),
        };

        ErrorOf(path).Should().StartWith($"{path}: ").And.Contain(words);
    }

    [Fact]
    public void Load_FileCutAnywhere_IsRefusedInOneLine()
    {
        var whole = File.ReadAllBytes(TestPlugin.Path);
        var path = _folder.PathOf("cut.dll");
        for (var length = 1; length < whole.Length - 1_024; length += whole.Length / 60)
        {
            File.WriteAllBytes(path, whole[..length]);

            ErrorOf(path).Should().StartWith($"{path}: it ", "{0} of {1} bytes were kept", length, whole.Length);
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Load_TypesThatAreNotStrategies_AreLeftOut()
    {
        var path = Compiled(Good + """

            public interface IMine : IStrategy<Options>;
            public abstract class Base : IStrategyStream { public abstract bool OnCandle(in Candle candle, out TradePlan plan); }
            public sealed class Generic<T> : IStrategy<Options>
            {
                public static StrategyName Name { get; } = new("generic", 1);
                public static StrategyNeeds NeedsOf(Options options) => new(1);
                public static IStrategyStream Open(Options options) => throw new NotSupportedException();
            }
            public static class Outer { public sealed class Inner : IStrategy<Options>
            {
                public static StrategyName Name { get; } = new("inner", 1);
                public static StrategyNeeds NeedsOf(Options options) => new(1);
                public static IStrategyStream Open(Options options) => throw new NotSupportedException();
            } }
            """);

        StrategyAssembly.Load(path).Strategies.Select(s => s.Name.Name).Should().Equal("inner", "one");
    }

    public void Dispose() => _folder.Dispose();

    private static string ErrorOf(string path)
    {
        // A duplicate name is found when the catalogue is built.
        var error = FluentActions.Invoking(() => StrategyAssembly.CatalogWith(path)).Should().Throw<StrategyException>().Which;
        error.Message.Should().NotContain("\n").And.NotContain("   at ");
        return error.Message;
    }

    private static string Targets(string framework) => $"[assembly: StrategyContract(1)]\n[assembly: System.Runtime.Versioning.TargetFramework(\"{framework}\")]";

    private string Compiled(string source, string stamp = "[assembly: StrategyContract(1)]", string[]? words = null) => Compiler.Compile(_folder.PathOf("made"), "plugin", source, stamp, words);

    /// <summary>An assembly whose strategy uses a type that this program's contract does not have.</summary>
    private string OfALaterContract()
    {
        var later = Compiler.Compile(
            _folder.PathOf("later"),
            "AgentBridge.Signals",
            "namespace AgentBridge.Signals { public sealed class StrategyContractAttribute(int v) : Attribute { public int Version => v; } public class Later; }\nnamespace AgentBridge.Schema { public class Empty; }\nnamespace AgentBridge.Market { public class Empty; }",
            string.Empty,
            references: []);
        return Compiler.Compile(_folder.PathOf("made"), "plugin", "public sealed class One : Later;", references: [later]);
    }
}
