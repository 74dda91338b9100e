using System.Globalization;
using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>
/// Holds a strategy against its contract, over the candles that it is given and over hostile ones made of them. Runs in this
/// process; two processes are compared by their <see cref="Digest"/>.
/// </summary>
public static class StrategyCheck
{
    /// <summary>How many candles behind the warm-up the check needs at the least.</summary>
    public const int CandlesBehindWarmUp = 100;

    /// <summary>Checks a strategy.</summary>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="candles">Closed candles with those of the other pairs that it wants; the more, the sharper the check.</param>
    /// <param name="clock">Measures how long it takes; the machine's where null. No strategy sees it.</param>
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
            Warnings = [.. Warnings(whole, cost)],
            NsPerCandle = cost.NsPerCandle,
            BytesPerCandle = cost.BytesPerCandle,
        };
    }

    /// <summary>A number for all plans of a history, the same wherever the strategy is deterministic: another process, culture or time zone changes nothing.</summary>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="candles">The candles.</param>
    /// <returns>SHA-256 in hexadecimal.</returns>
    public static string Digest(Strategy strategy, StrategyCandles candles)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(candles);
        return PlanTrace.Of(strategy, candles).Digest();
    }

    private static void Require(Strategy strategy, StrategyCandles candles)
    {
        var walk = strategy.Walk(candles.Own.Symbol, candles.Own.Timeframe);
        if (walk.OtherPairs.FirstOrDefault(p => candles.OtherOf(p) is null) is { } missing)
        {
            throw new StrategyException($"strategy {strategy.Descriptor.Name.Name} wants the candles of {missing} too; give them");
        }

        if (candles.Own.Count < walk.WarmUp + CandlesBehindWarmUp)
        {
            throw new StrategyException(string.Create(
                CultureInfo.InvariantCulture,
                $"{candles.Own.Count} candles are too few to check strategy {strategy.Descriptor.Name.Name}: its warm-up is {walk.WarmUp}; give {walk.WarmUp + CandlesBehindWarmUp} or more"));
        }
    }

    private static IEnumerable<string> Warnings(PlanTrace? whole, StrategyCost cost)
    {
        if (cost.NsPerCandle is > StrategyCost.SlowNs and <= StrategyCost.TooSlowNs)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{cost.NsPerCandle:0} ns a candle; a strategy takes less than {StrategyCost.SlowNs:0}");
        }

        if (whole is { Plans.Count: 0 })
        {
            yield return "no candle triggered a plan: most rules had nothing to compare; give more candles, or others";
        }

        if (whole is { MissingFeeds: > 0 })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"a feed was missing at {whole.MissingFeeds} candles behind the warm-up (FEED_MISSING)");
        }
    }

    /// <summary>What a strategy throws is a finding, not the end of the check.</summary>
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
