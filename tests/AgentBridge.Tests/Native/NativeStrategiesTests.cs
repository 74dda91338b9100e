using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.Loader;
using AgentBridge.Market;
using AgentBridge.Native;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Native;

/// <summary>Strategies that a native library registers at its start; each test loads its own AgentBridge.Native, because registrations are permanent.</summary>
public sealed class NativeStrategiesTests : IDisposable
{
    private readonly AssemblyLoadContext _context = new("native", isCollectible: true);
    private readonly Assembly _native;

    public NativeStrategiesTests() => _native = _context.LoadFromAssemblyPath(typeof(SignalAgent).Assembly.Location);

    [Fact]
    public void Add_StrategyOfTheUser_IsOpenedByItsNameWithItsParameters()
    {
        Add<Own, OwnOptions>();

        Open("own", "\"length\":7").Should().Contain("\"name\":\"own\",\"version\":4").And.Contain("\"warm_up\":8");
        Refusal("own", "\"length\":1").Should().StartWith("BadOptions: agentbridge.strategy: strategy own: length=1: expected a whole number from 2 to 50");
        Open("breakout").Should().Contain("\"name\":\"breakout\"");
    }

    [Fact]
    public void Add_NameThatIsTaken_IsReportedWhenAnAgentIsOpened()
    {
        Add<Taken, OwnOptions>();

        Refusal("own").Should().StartWith("BadOptions: agentbridge.strategy: the native library: strategy breakout (").And.EndWith("the name is taken by the built-in breakout/1; rename it");
    }

    [Fact]
    public void Add_TheSameTwice_IsReportedWhenAnAgentIsOpened()
    {
        Add<Own, OwnOptions>();
        Add<Own, OwnOptions>();

        Refusal("own").Should().Contain("the name is taken by own/4");
    }

    [Fact]
    public void Add_OptionWithoutItsRange_IsReportedWhenAnAgentIsOpened()
    {
        Add<Unbounded, UnboundedOptions>();

        Refusal("unbounded").Should().StartWith("BadOptions: agentbridge.strategy: ").And.Contain("Length");
    }

    [Fact]
    public void Add_StrategyThatThrowsWhenItIsDescribed_FailsTheOpenAndNotTheLoad()
    {
        Add<Thrower, OwnOptions>();

        Refusal("thrower").Should().Contain("no needs today");
    }

    [Fact]
    public void Exports_Names_CarryTheNumberOfTheAbi()
    {
        var number = (int)_native.GetType("AgentBridge.Native.AbiNumber")!.GetField("Value")!.GetRawConstantValue()!;
        var exports = _native.GetType("AgentBridge.Native.Exports.AgentExports")!.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);

        SignalAgent.AbiVersion.Should().Be(number);
        exports.Should().HaveCountGreaterThan(9);
        foreach (var method in exports)
        {
            var attribute = method.GetCustomAttributesData().Single(a => string.Equals(a.AttributeType.Name, "UnmanagedCallersOnlyAttribute", StringComparison.Ordinal));
            var name = attribute.NamedArguments.Single(a => string.Equals(a.MemberName, "EntryPoint", StringComparison.Ordinal)).TypedValue.Value;
            name.Should().Be(FormattableString.Invariant($"ab{number}_{Snake(method.Name)}"));
        }
    }

    public void Dispose() => _context.Unload();

    private static string Snake(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private void Add<TStrategy, TOptions>() =>
        _native.GetType("AgentBridge.Native.NativeStrategies")!.GetMethod("Add")!.MakeGenericMethod(typeof(TStrategy), typeof(TOptions)).Invoke(null, null);

    private string Open(string name, string options = "")
    {
        var agent = _native.GetType("AgentBridge.Native.SignalAgent")!;
        var opened = agent.GetMethod("Open", [typeof(string)])!.Invoke(null, [$"{{\"environment\":\"backtest\",\"strategy\":{{\"name\":\"{name}\",\"params\":{{{options}}}}}}}"]);
        return (string)agent.GetMethod("Describe")!.Invoke(opened, ["5m"])!;
    }

    private string Refusal(string name, string options = "")
    {
        var failure = Invoking(() => Open(name, options)).Should().Throw<TargetInvocationException>().Which.InnerException!;
        return $"{failure.GetType().GetProperty("Status")!.GetValue(failure)}: {failure.Message}";
    }

    private static Func<string> Invoking(Func<string> work) => work;

    public sealed record OwnOptions
    {
        [Range(2, 50), Description("candles")]
        public int Length { get; init; } = 5;
    }

    public sealed record UnboundedOptions
    {
        [Description("candles")]
        public int Length { get; init; } = 5;
    }

    public sealed class Own : Quiet, IStrategy<OwnOptions>
    {
        public static StrategyName Name { get; } = new("own", 4);

        public static StrategyNeeds NeedsOf(OwnOptions options) => new(options.Length + 1);

        public static IStrategyStream Open(OwnOptions options) => new Own();
    }

    public sealed class Taken : Quiet, IStrategy<OwnOptions>
    {
        public static StrategyName Name { get; } = new("breakout", 9);

        public static StrategyNeeds NeedsOf(OwnOptions options) => new(1);

        public static IStrategyStream Open(OwnOptions options) => new Taken();
    }

    public sealed class Unbounded : Quiet, IStrategy<UnboundedOptions>
    {
        public static StrategyName Name { get; } = new("unbounded", 1);

        public static StrategyNeeds NeedsOf(UnboundedOptions options) => new(1);

        public static IStrategyStream Open(UnboundedOptions options) => new Unbounded();
    }

    public sealed class Thrower : Quiet, IStrategy<OwnOptions>
    {
        public static StrategyName Name { get; } = new("thrower", 1);

        public static StrategyNeeds NeedsOf(OwnOptions options) => throw new InvalidOperationException("no needs today");

        public static IStrategyStream Open(OwnOptions options) => new Thrower();
    }

    public abstract class Quiet : IStrategyStream
    {
        public void OnFeed(int feed, in Candle candle)
        {
        }

        public bool OnCandle(in Candle candle, out TradePlan plan)
        {
            plan = default;
            return false;
        }
    }
}
