using System.Globalization;
using System.Text.RegularExpressions;
using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Testing;
using AgentBridge.Tests.Signals.Setups;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals.Checks;

/// <summary>Every built-in setup and wrapper passes the check on every candle file beside the checkout, whatever its pair, timeframe and gaps.</summary>
public sealed partial class CandleFileCheckTests
{
    public static TheoryData<string> Files
    {
        get
        {
            var folder = Path.Combine(Repository.Root, "..", "shared", "data", "candles");
            var found = Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Where(f => HasCandles().IsMatch(f)).Order(StringComparer.Ordinal).ToList()
                : [];

            // Without the folder, one case that skips and names it.
            return [.. found.DefaultIfEmpty("BTC_USDT-5m.gtudor33.csv")];
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Files))]
    [Trait(Cost.Key, Cost.Long)]
    public void Run_EverySetupOnAFile_PassesEveryRule(string file)
    {
        var path = SharedData.Require(["candles", .. file.Split('/')]);
        var timeframe = Timeframe.Parse(HasCandles().Match(file).Groups["timeframe"].Value);
        var candles = new StrategyCandles(CandleFile.Read(path, TestCandles.Symbol, timeframe, CandleFaultPolicy.Quarantine).Series);
        var problems = new List<string>();
        foreach (var (name, parameters) in SetupCases.OnEveryFile)
        {
            var strategy = StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 0.05);
            if (strategy.Needs.Problem(timeframe) is not null)
            {
                continue;
            }

            // The shortest files have fewer candles than most warm-ups: refused with the number that is needed, never passed unchecked.
            var least = strategy.Needs.WarmUpOn(timeframe) + StrategyCheck.CandlesBehindWarmUp;
            if (candles.Own.Count < least)
            {
                FluentActions.Invoking(() => StrategyCheck.Run(strategy, candles)).Should().Throw<StrategyException>().WithMessage(string.Create(CultureInfo.InvariantCulture, $"{candles.Own.Count} candles are too few to check strategy *; provide {least} or more"));
                continue;
            }

            problems.AddRange(StrategyCheck.Run(strategy, candles).Findings.Where(f => f.Rule is not "TIME").Select(f => $"{strategy}: {f}"));
        }

        problems.Should().BeEmpty();
    }

    [GeneratedRegex(@"^(?!.*(-mark|funding_rate|trades|ticks/)).*-(?<timeframe>\d+[smhd])[.\-]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex HasCandles();
}
