using System.Globalization;
using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>
/// Tests a strategy against its contract, on the given candles and on hostile ones derived from them. Runs in this
/// process; two processes are compared by their <see cref="Digest"/>.
/// </summary>
public static class StrategyCheck
{
    /// <summary>The minimum number of candles after the warm-up.</summary>
    public const int CandlesBehindWarmUp = 100;

    /// <summary>Checks a strategy.</summary>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="candles">Closed candles with those of the other pairs that it wants; the more, the sharper the check.</param>
    /// <param name="clock">The clock that measures the duration; the system clock if null. Strategies have no access to it.</param>
    /// <exception cref="StrategyException">It can't run on these candles, or they are too few.</exception>
    public static StrategyCheckReport Run(Strategy strategy, StrategyCandles candles, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(candles);
        Require(strategy, candles);
        var findings = new List<StrategyFinding>();
        var cost = new StrategyCost(double.NaN, double.NaN);
        var whole = Guarded(CheckRule.Contract, findings, () => PlanTrace.Of(strategy, candles));
        if (whole is not null)
        {
            var subject = new CheckSubject(strategy, candles, whole);
            foreach (var (rule, check) in StrategyRules.All)
            {
                if (Guarded(rule, findings, () => check(subject)) is { } finding)
                {
                    findings.Add(finding);
                }
            }

            cost = Guarded(CheckRule.Contract, findings, () => StrategyCost.Of(subject, clock ?? TimeProvider.System)) ?? cost;
            findings.AddRange(cost.Findings());
        }

        return new StrategyCheckReport
        {
            Strategy = strategy.Name,
            Candles = candles.Own.Count,
            Plans = whole?.Plans.Count ?? 0,
            Findings = [.. findings.DistinctBy(f => f.Rule, StringComparer.Ordinal)],
            NotChecked = [.. NotChecked(whole, cost).Select(r => r.Name).Where(name => findings.TrueForAll(f => !string.Equals(f.Rule, name, StringComparison.Ordinal)))],
            Warnings = [.. Warnings(whole, cost)],
            NsPerCandle = cost.NsPerCandle,
            BytesPerCandle = cost.BytesPerCandle,
        };
    }

    /// <summary>A digest of all plans of a history, the same in every process, culture and time zone if the strategy is deterministic.</summary>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="candles">The candles, closed ones only, oldest first.</param>
    /// <returns>SHA-256 in hexadecimal.</returns>
    public static string Digest(Strategy strategy, StrategyCandles candles)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(candles);
        return PlanTrace.Of(strategy, candles).Digest();
    }

    private static void Require(Strategy strategy, StrategyCandles candles)
    {
        var runner = strategy.CreateRunner(candles.Own.Symbol, candles.Own.Timeframe);
        if (runner.OtherPairs.FirstOrDefault(p => candles.OtherOf(p) is null) is { } missing)
        {
            throw new StrategyException($"strategy {strategy.Descriptor.Name.Name} also needs the candles of {missing}; provide them");
        }

        if (candles.Own.Count < runner.WarmUp + CandlesBehindWarmUp)
        {
            throw new StrategyException(string.Create(
                CultureInfo.InvariantCulture,
                $"{candles.Own.Count} candles are too few to check strategy {strategy.Descriptor.Name.Name}: its warm-up is {runner.WarmUp}; provide {runner.WarmUp + CandlesBehindWarmUp} or more"));
        }
    }

    private static IEnumerable<CheckRule> NotChecked(PlanTrace? whole, StrategyCost cost) => whole is null
        ? CheckRule.All
        : CheckRule.All.Where(rule => double.IsNaN(cost.NsPerCandle) && (rule == CheckRule.Time || rule == CheckRule.Bytes));

    private static IEnumerable<string> Warnings(PlanTrace? whole, StrategyCost cost)
    {
        if (cost.NsPerCandle is > StrategyCost.SlowNs and <= StrategyCost.TooSlowNs)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{cost.NsPerCandle:0} ns per candle; expected less than {StrategyCost.SlowNs:0}");
        }

        if (whole is { Plans.Count: 0 })
        {
            yield return "no candle triggered a plan: most rules had nothing to compare; provide more candles, or others";
        }

        if (whole is { MissingFeeds: > 0 })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"a feed was missing at {whole.MissingFeeds} candles after the warm-up (FEED_MISSING)");
        }
    }

    /// <summary>An exception of a strategy is a finding, not the end of the check.</summary>
    private static T? Guarded<T>(CheckRule rule, List<StrategyFinding> findings, Func<T?> run)
        where T : class
    {
        try
        {
            return run();
        }
        catch (StrategyFailedException failure)
        {
            findings.Add(new StrategyFinding(rule.Name, failure.Candle, failure.Message));
            return null;
        }
        catch (Exception failure) when (failure is not StrategyException)
        {
            findings.Add(new StrategyFinding(rule.Name, null, $"threw {failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}"));
            return null;
        }
    }
}
