using System.Security.Cryptography;
using System.Text;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>A plan and its candle.</summary>
internal readonly record struct TracedPlan(int Index, long OpenTimeMs, TradePlan Plan);

/// <summary>The plans of a strategy over some candles.</summary>
internal sealed class PlanTrace
{
    private PlanTrace(IReadOnlyList<TracedPlan> plans, int missingFeeds) => (Plans, MissingFeeds) = (plans, missingFeeds);

    public IReadOnlyList<TracedPlan> Plans { get; }

    /// <summary>At how many candles a feed was missing.</summary>
    public int MissingFeeds { get; }

    /// <summary>Runs a strategy.</summary>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="candles">The candles, closed ones only, oldest first.</param>
    /// <param name="what">The name of the candles, for the message of an exception; empty for the given ones.</param>
    /// <param name="between">Called before every candle.</param>
    /// <param name="before">Own candles before these: they show the price step, and the strategy does not see them.</param>
    /// <exception cref="StrategyFailedException">It threw.</exception>
    public static PlanTrace Of(Strategy strategy, StrategyCandles candles, string what = "", Action<int>? between = null, CandleSeries? before = null)
    {
        var plans = new List<TracedPlan>();
        var missing = 0;
        var own = candles.Own;
        var index = 0;
        try
        {
            var runner = strategy.CreateRunner(own.Symbol, own.Timeframe, own.MarketStep);
            _ = runner.TryContinue(candles);
            for (var i = 0; i < before?.Count; i++)
            {
                runner.Prices.Update(before[i]);
            }

            for (; index < own.Count; index++)
            {
                between?.Invoke(index);
                var step = runner.Next(own[index], out var plan);
                missing += step == StepResult.FeedMissing ? 1 : 0;
                if (step == StepResult.Plan)
                {
                    plans.Add(new TracedPlan(index, own.OpenTimes[index], plan));
                }
            }
        }
        catch (Exception cause) when (cause is not (StrategyException or StrategyFailedException))
        {
            // Any exception of a strategy is a finding.
            throw new StrategyFailedException(index, what, cause);
        }

        return new PlanTrace(plans, missing);
    }

    /// <summary>SHA-256 of every plan's candle, numbers and texts.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, openTimeMs, plan) in Plans)
        {
            hash.AppendData(BitConverter.GetBytes(openTimeMs));
            foreach (var bits in PlanBits.Of(plan))
            {
                hash.AppendData(BitConverter.GetBytes(bits));
            }

            hash.AppendData(Encoding.UTF8.GetBytes(plan.Rationale + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The first difference of two runs, as a finding; <see langword="null"/> if there is none.</summary>
    /// <param name="rule">The rule that demands that they are equal.</param>
    /// <param name="expected">Plans, oldest first.</param>
    /// <param name="actual">Plans, oldest first.</param>
    /// <param name="what">The name of the second run.</param>
    public static StrategyFinding? Compare(CheckRule rule, IEnumerable<TracedPlan> expected, IEnumerable<TracedPlan> actual, string what)
    {
        using var left = expected.GetEnumerator();
        using var right = actual.GetEnumerator();
        while (true)
        {
            var (hasLeft, hasRight) = (left.MoveNext(), right.MoveNext());
            if (!hasLeft && !hasRight)
            {
                return null;
            }

            if (!hasLeft || (hasRight && right.Current.OpenTimeMs < left.Current.OpenTimeMs))
            {
                return new StrategyFinding(rule.Name, right.Current.Index, $"{what} yields {PlanBits.Describe(right.Current.Plan)}, the whole series none");
            }

            if (!hasRight || right.Current.OpenTimeMs > left.Current.OpenTimeMs)
            {
                return new StrategyFinding(rule.Name, left.Current.Index, $"{what} yields no plan, the whole series {PlanBits.Describe(left.Current.Plan)}");
            }

            if (!PlanBits.Same(left.Current.Plan, right.Current.Plan))
            {
                return new StrategyFinding(rule.Name, left.Current.Index, $"{what} yields {PlanBits.Describe(right.Current.Plan)}, the whole series {PlanBits.Describe(left.Current.Plan)}");
            }
        }
    }
}
