using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Laws of the rules realistic, on random candles and signals.</summary>
public sealed class RealisticPropertyTests
{
    private static readonly PriceStep Cents = PriceStep.OfDecimals(2);

    [Fact]
    public void Run_ParametersZero_EqualsThePaperExecutor()
    {
        var trades = 0;
        Property.Holds(Gen.Choose(1, 1_000_000), 300, seed =>
        {
            var market = PaperPropertyTests.Market.Of(seed);

            var paper = Paper(market, out var wallet);
            var result = Run(market, new FillOptions { Slippage = (double)market.Slippage });

            result.Trades.Should().HaveCount(paper.Count);
            foreach (var (trade, expected) in result.Trades.Zip(paper))
            {
                trade.OpenTimeMs.Should().Be(expected.Opened.OpenTimeMs);
                trade.CloseTimeMs.Should().Be(expected.Reason == PaperExitReason.ForceExit ? expected.CloseTimeMs - PaperCase.Step : expected.CloseTimeMs);
                trade.OpenRate.Should().Be(expected.Opened.OpenRate);
                trade.CloseRate.Should().Be(expected.CloseRate);
                BacktestExitReasons.NameOf(trade.ExitReason).Should().Be(expected.ExitReason);
                trade.EntryAmount.Should().BeApproximately(expected.Opened.Amount, 1e-7);
                trade.ProfitAbs.Should().BeApproximately(expected.ProfitAbs, 1e-6);
            }

            result.FinalBalance.Should().BeApproximately(wallet, 1e-5);
            trades += paper.Count;
        });
        trades.Should().BeGreaterThan(1_000);
    }

    [Fact]
    public void Run_MoreSlippage_NeverImprovesAFill() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 200, seed =>
        {
            var market = PaperPropertyTests.Market.Of(seed);
            var random = new Random(seed);
            var less = new FillOptions { Slippage = random.Next(0, 20) / 10_000.0, Spread = random.Next(0, 20) / 10_000.0 };
            var more = less with { Slippage = less.Slippage + (random.Next(0, 20) / 10_000.0), Spread = less.Spread + (random.Next(0, 20) / 10_000.0) };

            var (cheap, dear) = (Run(market, less), Run(market, more));

            dear.Trades.Select(trade => (trade.Signal, trade.OpenTimeMs, trade.CloseTimeMs, trade.ExitReason))
                .Should().Equal(cheap.Trades.Select(trade => (trade.Signal, trade.OpenTimeMs, trade.CloseTimeMs, trade.ExitReason)));
            foreach (var (one, other) in cheap.Trades.Zip(dear.Trades))
            {
                other.OpenRate.Should().BeGreaterThanOrEqualTo(one.OpenRate);
                other.CloseRate.Should().BeLessThanOrEqualTo(one.CloseRate);
                other.ProfitRatio.Should().BeLessThanOrEqualTo(one.ProfitRatio + 1e-9);
            }
        });

    [Fact]
    public void Run_AnyParameters_NoFillIsBetterThanItsReference() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 200, seed =>
        {
            var result = Run(PaperPropertyTests.Market.Of(seed), Any(seed));

            result.Fills.Should().OnlyContain(fill => fill.IsEntry ? fill.Price >= fill.Reference : fill.Price <= fill.Reference);
            result.Fills.Should().OnlyContain(fill => fill.Amount > 0 && fill.Price > 0 && fill.Fee >= 0 && fill.Slippage >= 0);
            var costs = result.Costs!;
            costs.Slippage.Should().BeApproximately(result.Fills.Sum(fill => fill.Slippage), 1e-6);
            result.FinalBalance.Should().BeApproximately((double)PaperPropertyTests.Market.Of(seed).Wallet + result.Trades.Sum(trade => trade.ProfitAbs), 1e-6);
        });

    [Fact]
    public void Run_VolumeLimit_IsNeverExceededInACandle()
    {
        var (parts, splits, none) = (0, 0, 0);
        Property.Holds(Gen.Choose(1, 1_000_000), 300, seed =>
        {
            var candles = Candles(PaperPropertyTests.Market.Of(seed), seed);
            var fills = Any(seed) with { VolumeLimit = new Random(seed).Next(1, 100) / 100.0 };

            var result = Run(PaperPropertyTests.Market.Of(seed), candles, fills);

            foreach (var candle in result.Fills.GroupBy(fill => fill.TimeMs))
            {
                var volume = candles.Volumes[candles.OpenTimes.BinarySearch(candle.Key)];
                candle.Sum(fill => fill.Amount).Should().BeLessThanOrEqualTo(fills.VolumeLimit * volume * (1 + 1e-12));
            }

            foreach (var trade in result.Trades)
            {
                var sold = result.Fills.Where(fill => fill.Signal == trade.Signal && !fill.IsEntry).Sum(fill => fill.Amount);
                sold.Should().BeLessThanOrEqualTo(trade.EntryAmount * (1 + 1e-12));
            }

            parts += result.Costs!.PartlyFilled;
            splits += result.Costs.SplitExits;
            none += result.Costs.NotFilled;
        });
        new[] { parts, splits, none }.Should().OnlyContain(count => count > 100);
    }

    [Fact]
    public void Run_Latency_NoOrderFillsBeforeItArrives()
    {
        var late = 0;
        Property.Holds(Gen.Choose(1, 1_000_000), 200, seed =>
        {
            var market = PaperPropertyTests.Market.Of(seed);
            var fills = Any(seed) with { LatencyMs = new Random(seed).Next(1, 1_200_000) };

            var result = Run(market, fills);

            var signals = Signals(market);
            foreach (var trade in result.Fills.GroupBy(fill => fill.Signal))
            {
                var entry = trade.Single(fill => fill.IsEntry);
                var sentMs = signals[trade.Key].RowMs + PaperCase.Step;
                entry.TimeMs.Should().BeInRange(sentMs + fills.LatencyMs, sentMs + fills.LatencyMs + PaperCase.Step - 1, "it fills at the first open after it has arrived");
                trade.Where(fill => !fill.IsEntry).Should().NotContain(fill => fill.TimeMs < entry.TimeMs + fills.LatencyMs);
                late++;
            }
        });
        late.Should().BeGreaterThan(500);
    }

    [Fact]
    public void Run_LaterCandles_ChangeNoFillBeforeThem() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 200, seed =>
        {
            var market = PaperPropertyTests.Market.Of(seed);
            var (candles, fills) = (Candles(market, seed), Any(seed));
            var count = new Random(seed).Next(3, candles.Count);

            var whole = Run(market, candles, fills);
            var known = Run(market, candles.Prefix(count), fills);

            known.Fills.Should().Equal(whole.Fills.Where(fill => fill.TimeMs <= candles.OpenTimes[count - 1]));
            known.Equity.Should().Equal(whole.Equity.Take(known.Equity.Length));
        });

    private static FillOptions Any(int seed)
    {
        var random = new Random(seed);
        var limit = random.Next(0, 4) == 0 ? 0 : random.Next(1, 100) / 100.0;
        return new()
        {
            Slippage = random.Next(0, 5) / 2_000.0,
            Spread = random.Next(0, 5) / 2_000.0,
            VolumeLimit = limit,
            PriceImpact = limit > 0 ? random.Next(0, 11) / 100.0 : 0,
            LatencyMs = random.Next(0, 2) * random.Next(0, 700_000),
            FundingRate = random.Next(-3, 4) / 10_000.0,
            LimitTargets = random.Next(2) == 0,
            MakerFee = random.Next(0, 3) / 2_000.0,
        };
    }

    private static CandleSeries Candles(PaperPropertyTests.Market market, int seed)
    {
        var random = new Random(seed);
        return CandleSeries.FromCandles(TestCandles.Symbol, TestCandles.FiveMinutes, market.Bars.Select(bar => bar with { Volume = random.Next(0, 60) / 4.0 }));
    }

    private static BacktestSignal[] Signals(PaperPropertyTests.Market market) => BacktestSignal.RowsOf(
        market.Offered.Where((signal, i) => signal is not null && i + 1 < market.Bars.Length && signal.Timestamp == market.Bars[i + 1].OpenTime).Select(signal => signal!),
        TestCandles.FiveMinutes);

    private static BacktestResult Run(PaperPropertyTests.Market market, FillOptions fills) =>
        Run(market, CandleSeries.FromCandles(TestCandles.Symbol, TestCandles.FiveMinutes, market.Bars.Select(bar => bar with { Volume = 20 })), fills);

    private static BacktestResult Run(PaperPropertyTests.Market market, CandleSeries candles, FillOptions fills)
    {
        var pair = new BacktestPair(candles, new BacktestMarket(Cents, PriceStep.OfDecimals(10)) { MinCost = 0 }, Signals(market));
        var options = new BacktestOptions { Wallet = (double)market.Wallet, Fee = (double)market.Fee, StartupCandles = 0 };
        return new BacktestEngine(BacktestRules.RealisticWith(fills), options).Run([pair]);
    }

    private static List<PaperTrade> Paper(PaperPropertyTests.Market market, out double wallet)
    {
        var executor = PaperCase.Executor((double)market.Fee, (double)market.Slippage, (double)market.Wallet);
        var trades = new List<PaperTrade>();
        for (var i = 0; i < market.Bars.Length; i++)
        {
            if (executor.Play(market.Bars[i], Cents).Closed is { } closed)
            {
                trades.Add(closed);
            }

            if (market.Offered[i] is { } signal)
            {
                _ = executor.Offer(signal);
            }
        }

        if (executor.Finish(TestCandles.FiveMinutes) is { } last)
        {
            trades.Add(last);
        }

        wallet = executor.Wallet;
        return trades;
    }
}
