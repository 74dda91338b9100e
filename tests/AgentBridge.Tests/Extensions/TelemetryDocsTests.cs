using System.ComponentModel;
using System.Diagnostics.Metrics;
using System.Reflection;
using AgentBridge.Engine;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Exchanges;
using AgentBridge.Extensions;
using AgentBridge.Redis;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Tests.Extensions;

/// <summary>The tables of events, meters and activities in the READMEs are those of the code.</summary>
public sealed class TelemetryDocsTests
{
    /// <summary>Each library, and where its events begin; a thousand belong to each.</summary>
    private static readonly (Assembly Assembly, int First)[] Libraries =
    [
        (typeof(RunCycle).Assembly, 1000), (typeof(RedisSignalChannel).Assembly, 2000), (typeof(BinanceClient).Assembly, 3000), (typeof(ExchangeSimulatorHost).Assembly, 4000),
        (typeof(SignalChannel).Assembly, 5000),
    ];

    private static readonly Type[] Names = [typeof(EngineTelemetry), typeof(ExchangesTelemetry), typeof(RedisTelemetry)];

    public static TheoryData<string> Projects => [.. Libraries.Select(l => l.Assembly.GetName().Name!)];

    [Fact]
    public void Events_OfAllLibraries_HaveNumbersOfTheirOwn()
    {
        foreach (var (assembly, first) in Libraries)
        {
            Events(assembly).Should().NotBeEmpty().And.OnlyContain(e => e.Message.EventId >= first && e.Message.EventId < first + 1000, "{0}", assembly.GetName().Name);
        }

        Libraries.SelectMany(l => Events(l.Assembly)).Select(e => e.Message.EventId).Should().OnlyHaveUniqueItems();
        Libraries.SelectMany(l => Events(l.Assembly)).Select(e => e.Name).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Events_OfALibrary_AreInItsReadme(string project) => GeneratedDocs.Check(Readme(project), "events", EventTable(Libraries.Where(l => Is(l.Assembly.GetName().Name, project))));

    [Theory]
    [InlineData("AgentBridge.Engine")]
    [InlineData("AgentBridge.Exchanges")]
    [InlineData("AgentBridge.Redis")]
    public void Meters_OfALibrary_AreInItsReadme(string project)
    {
        var instruments = Instruments().Where(i => Is(i.Meter.Name, project)).ToList();

        instruments.Should().NotBeEmpty();
        GeneratedDocs.Check(Readme(project), "meters", GeneratedDocs.Table(
            ["instrument", "type", "unit", "meaning"],
            instruments.Select(i => new[] { $"`{i.Name}`", KindOf(i), $"{i.Unit}", i.Description! })));
    }

    [Theory]
    [InlineData("AgentBridge.Engine")]
    [InlineData("AgentBridge.Exchanges")]
    [InlineData("AgentBridge.Redis")]
    public void Activities_OfALibrary_AreInItsReadme(string project) => GeneratedDocs.Check(Readme(project), "activities", GeneratedDocs.Table(
        ["activity", "meaning and tags"],
        Names.Where(t => Is(t.Assembly.GetName().Name, project)).SelectMany(Activities).Select(f => new[] { $"`{f.GetRawConstantValue()}`", f.GetCustomAttribute<DescriptionAttribute>()!.Description })));

    [Fact]
    public void Overview_OfTheHost_NamesEveryMeterActivityAndSource()
    {
        var text = File.ReadAllText(Readme("AgentBridge.Extensions"));
        GeneratedDocs.Check(Readme("AgentBridge.Extensions"), "instruments", GeneratedDocs.Table(
            ["instrument", "type", "unit", "library"], Instruments().Select(i => new[] { $"`{i.Name}`", KindOf(i), $"{i.Unit}", i.Meter.Name })));
        GeneratedDocs.Check(Readme("AgentBridge.Extensions"), "activities", GeneratedDocs.Table(
            ["activity", "library"], Names.SelectMany(t => Activities(t).Select(f => new[] { $"`{f.GetRawConstantValue()}`", t.Assembly.GetName().Name! }))));
        text.Should().ContainAll(AgentBridgeTelemetry.Meters);
    }

    [Fact]
    public void Names_OfMetersAndSources_AreThoseOfTheHost()
    {
        AgentBridgeTelemetry.Meters.Should().Equal(Instruments().Select(i => i.Meter.Name).Distinct(StringComparer.Ordinal));
        AgentBridgeTelemetry.ActivitySources.Should().HaveCount(Names.Length);
        Instruments().Should().OnlyContain(i => i.Name.StartsWith("agentbridge.", StringComparison.Ordinal) && i.Description != null && i.Unit != null && i.Meter.Version != null);
    }

    private static bool Is(string? name, string project) => string.Equals(name, project, StringComparison.Ordinal);

    private static string Readme(string project) => Repository.PathOf("src", project, "README.md");

    private static string EventTable(IEnumerable<(Assembly Assembly, int First)> libraries) => GeneratedDocs.Table(
        ["id", "level", "event", "message"],
        libraries.SelectMany(l => Events(l.Assembly)).OrderBy(e => e.Message.EventId).Select(e => new[] { $"{e.Message.EventId}", $"{e.Message.Level}", e.Name, $"`{e.Message.Message}`" }));

    private static IEnumerable<(string Name, LoggerMessageAttribute Message)> Events(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select (method.Name, message);

    private static IEnumerable<FieldInfo> Activities(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.Name.EndsWith("Activity", StringComparison.Ordinal));

    /// <summary>Every instrument, in the order of its making, of meters that only this test has.</summary>
    private static List<Instrument> Instruments()
    {
        using var factory = new Meters();
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory))
            {
                found.Add(instrument);
            }
        };
        listener.Start();
        using var http = new HttpClient();
        _ = new DecisionPublisher(null!, null, NullLogger.Instance, factory);
        _ = new BinanceClient(http, new BinanceOptions(), TimeProvider.System, NullLogger.Instance, factory);
        _ = new RedisSignalChannel(new RedisOptions(), TimeProvider.System, NullLogger.Instance, factory);
        return found;
    }

    private static string KindOf(Instrument instrument)
    {
        var name = instrument.GetType().Name;
        return name.StartsWith("ObservableGauge", StringComparison.Ordinal) ? "gauge" : name.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : "counter";
    }

    private sealed class Meters : IMeterFactory
    {
        private readonly Dictionary<string, Meter> _meters = new(StringComparer.Ordinal);

        public Meter Create(MeterOptions options)
        {
            if (!_meters.TryGetValue(options.Name, out var meter))
            {
                options.Scope = this;
                _meters[options.Name] = meter = new Meter(options);
            }

            return meter;
        }

        public void Dispose()
        {
            foreach (var meter in _meters.Values)
            {
                meter.Dispose();
            }
        }
    }
}
