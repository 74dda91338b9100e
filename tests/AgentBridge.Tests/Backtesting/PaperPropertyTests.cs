using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Random candles and signals, compared with an independent implementation of the rules in decimal.</summary>
public sealed class PaperPropertyTests
{
    private const int Candles = 120;

    [Fact]
    public void Play_RandomMarket_EqualsTheIndependentImplementation() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 400, seed =>
        {
            var market = Market.Of(seed);

            var trades = market.Play(out var executor);

            var expected = NaivePaper.Trades(market);
            trades.Select(t => (t.Opened.Signal.DecisionId, t.Opened.OpenTimeMs, t.CloseTimeMs, t.ExitReason))
                .Should().Equal(expected.Select(t => (t.Id, t.OpenMs, t.CloseMs, t.Reason)));
            foreach (var (trade, naive) in trades.Zip(expected))
            {
                Near(trade.Opened.OpenRate, naive.OpenRate);
                Near(trade.CloseRate, naive.CloseRate);
                Near(trade.ProfitAbs, naive.Profit);
                Near(trade.PnlRMultiple, naive.R);
            }

            Near(executor.Wallet, expected.Count == 0 ? market.Wallet : expected[^1].Wallet);
        });

    [Fact]
    public void Play_RandomMarket_KeepsItsInvariants() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 400, seed =>
        {
            var market = Market.Of(seed);

            var trades = market.Play(out var executor);

            executor.Wallet.Should().BeApproximately((double)market.Wallet + trades.Sum(t => t.ProfitAbs), 1e-6);
            executor.Wallet.Should().BePositive();
            trades.Select(t => t.Opened.Signal.DecisionId).Should().OnlyHaveUniqueItems();
            var freeFrom = long.MinValue;
            foreach (var trade in trades)
            {
                // Never two at once: the next one opens after the candle in which this one ended.
                trade.Opened.OpenTimeMs.Should().BeGreaterThan(freeFrom);
                freeFrom = trade.CloseTimeMs;
                trade.Opened.OpenTimeMs.Should().Be(trade.Opened.Signal.Timestamp.ToUnixTimeMilliseconds());
                trade.CloseTimeMs.Should().BeGreaterThanOrEqualTo(trade.Opened.OpenTimeMs);
                var (stop, target) = (trade.Opened.Signal.Risk.InitialStop, trade.Opened.Signal.Risk.TakeProfits.First.Price);
                var keep = 1 - (double)market.Slippage;
                switch (trade.Reason)
                {
                    case PaperExitReason.StopLoss:
                        trade.CloseRate.Should().BeLessThanOrEqualTo(stop * keep * (1 + 1e-12));
                        break;
                    case PaperExitReason.Tp1:
                        // Rounded against the trade, to 12 digits if no step is given.
                        trade.CloseRate.Should().BeGreaterThanOrEqualTo(target * keep * (1 - 1e-11));
                        break;
                    default:
                        trade.Reason.Should().Be(PaperExitReason.ForceExit);
                        trade.Should().BeSameAs(trades[^1]);
                        trade.CloseRate.Should().BeInRange(stop, target);
                        break;
                }

                Math.Sign(trade.PnlRMultiple).Should().Be(Math.Sign(trade.ProfitAbs));
            }
        });

    [Fact]
    public void Play_SomeMarkets_ProduceEveryExitAndEveryRefusal()
    {
        var exits = new HashSet<PaperExitReason>();
        var codes = new HashSet<AgentBridge.Engine.ExecutorCode>();
        for (var seed = 1; seed <= 60; seed++)
        {
            exits.UnionWith(Market.Of(seed).Play(out _, codes).Select(t => t.Reason));
        }

        exits.Should().BeEquivalentTo([PaperExitReason.Tp1, PaperExitReason.StopLoss, PaperExitReason.ForceExit]);
        codes.Should().Contain([AgentBridge.Engine.ExecutorCode.PositionOpen, AgentBridge.Engine.ExecutorCode.EntryBeyondLevels, AgentBridge.Engine.ExecutorCode.Late, AgentBridge.Engine.ExecutorCode.StopTooClose]);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Play_AnyNumbers_OpensOnlyFiniteTrades() =>
        Property.Holds(Property.AnyDouble.ArrayOf(9), 5_000, n =>
        {
            var executor = PaperCase.Executor();
            var signal = PaperCase.Signal();
            signal = signal with
            {
                Entry = new SignalEntry(EntryType.Market, n[0]),
                Risk = new RiskPlan(n[1], new TakeProfits(new(n[2], 0.5), new(n[2], 0.5)), n[3]),
            };
            _ = executor.Offer(signal);

            var step = executor.Play(PaperCase.Bar(0, n[4], n[5], n[6], n[7]));

            (step.Opened is null).Should().Be(step.Refused is not null);
            if (step.Opened is { } trade)
            {
                trade.Stake.Should().BeGreaterThan(0).And.BeLessThanOrEqualTo(10_000);
                double.IsFinite(trade.OpenRate).Should().BeTrue();
                double.IsFinite(trade.Amount).Should().BeTrue();
                n[4].Should().BeGreaterThan(n[1]).And.BeLessThan(n[2]);
            }
            else
            {
                executor.Wallet.Should().Be(10_000);
            }
        });

    private static void Near(double actual, decimal expected) =>
        actual.Should().BeApproximately((double)expected, 1e-9 * Math.Max(1, Math.Abs((double)expected)));

    /// <summary>A random walk with gaps on a grid of 0.5, and a signal for some candles; each is offered after the previous candle.</summary>
    internal sealed record Market(Candle[] Bars, TradingSignal?[] Offered, decimal Wallet, decimal Fee, decimal Slippage)
    {
        public static Market Of(int seed)
        {
            var random = new Random(seed);
            var bars = new Candle[Candles];
            var offered = new TradingSignal?[Candles];
            var close = 200;
            for (var i = 0; i < Candles; i++)
            {
                var open = Math.Max(40, close + (random.Next(6) == 0 ? random.Next(-16, 17) : 0));
                close = Math.Max(40, open + random.Next(-6, 7));
                bars[i] = PaperCase.Bar(i, open / 2.0, (Math.Max(open, close) + random.Next(0, 6)) / 2.0, (Math.Min(open, close) - random.Next(0, 6)) / 2.0, close / 2.0);
                if (random.Next(3) == 0)
                {
                    // Now and then a signal whose candle has already passed.
                    var due = i + (random.Next(10) == 0 ? 0 : 1);
                    offered[i] = PaperCase.Signal(due, close / 2.0, (close - random.Next(1, 14)) / 2.0, random.Next(1, 21) / 20.0);
                }
            }

            return new(bars, offered, 1_000 * random.Next(1, 11), random.Next(0, 5) / 1000m, random.Next(0, 5) / 2000m);
        }

        public IReadOnlyList<PaperTrade> Play(out PaperExecutor executor, HashSet<AgentBridge.Engine.ExecutorCode>? codes = null)
        {
            executor = PaperCase.Executor((double)Fee, (double)Slippage, (double)Wallet);
            var trades = new List<PaperTrade>();
            for (var i = 0; i < Bars.Length; i++)
            {
                var step = executor.Play(Bars[i]);
                if (step.Closed is { } closed)
                {
                    trades.Add(closed);
                }

                if (step.Refused is { } refused)
                {
                    codes?.Add(refused.Code);
                }

                if (Offered[i] is { } signal)
                {
                    _ = executor.Offer(signal);
                }
            }

            if (executor.Finish(TestCandles.FiveMinutes) is { } last)
            {
                trades.Add(last);
            }

            return trades;
        }
    }

    internal sealed record NaiveTrade(Guid Id, long OpenMs, long CloseMs, string Reason, decimal OpenRate, decimal CloseRate, decimal Profit, decimal R, decimal Wallet);

    /// <summary>The independent implementation: for each signal its candle, then a search for the first candle that touches a level.</summary>
    private static class NaivePaper
    {
        public static List<NaiveTrade> Trades(Market market)
        {
            var trades = new List<NaiveTrade>();
            var wallet = market.Wallet;
            var firstFree = 0;
            for (var i = 0; i + 1 < market.Bars.Length; i++)
            {
                var entry = i + 1;
                if (market.Offered[i] is not { } signal || signal.Timestamp != market.Bars[entry].OpenTime || entry < firstFree)
                {
                    continue;
                }

                var (stop, target) = ((decimal)signal.Risk.InitialStop, (decimal)signal.Risk.TakeProfits.First.Price);
                var open = (decimal)market.Bars[entry].Open;
                if (open <= stop || open >= target || open - stop < 0.25m * ((decimal)signal.Entry.Price - stop))
                {
                    continue;
                }

                var rate = open + (open * market.Slippage);
                var quote = wallet * (decimal)signal.Risk.MaxCapitalPct;
                if (quote + (quote * market.Fee) > wallet)
                {
                    quote = wallet / (1 + market.Fee);
                }

                var units = quote / rate;
                var at = Array.FindIndex(market.Bars, entry, bar => (decimal)bar.Low <= stop || (decimal)bar.High >= target);
                string reason;
                decimal fill;
                long closeMs;
                if (at < 0)
                {
                    (reason, fill) = ("force_exit", (decimal)market.Bars[^1].Close);
                    closeMs = market.Bars[^1].OpenTimeMs + PaperCase.Step;
                }
                else
                {
                    var bar = market.Bars[at];
                    var stopped = (decimal)bar.Low <= stop;
                    var gapped = (decimal)bar.Open;
                    reason = stopped ? "stop_loss" : "tp1";
                    fill = stopped ? (gapped < stop ? gapped : stop) : (gapped > target ? gapped : target);
                    fill -= fill * market.Slippage;
                    closeMs = bar.OpenTimeMs;
                }

                var profit = (units * fill) - (units * fill * market.Fee) - quote - (quote * market.Fee);
                wallet += profit;
                trades.Add(new(signal.DecisionId, market.Bars[entry].OpenTimeMs, closeMs, reason, rate, fill, profit, profit / (units * ((decimal)signal.Entry.Price - stop)), wallet));

                // While it is open, and in the candle in which it ends, nothing else opens.
                firstFree = at < 0 ? int.MaxValue : at + 1;
            }

            return trades;
        }
    }
}
