using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market;

public sealed class PriceStepTrackerTests
{
    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Step_AnyDecimals_EqualsTheSimpleImplementationAtEveryCandle() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 60, seed => EqualsTheSimpleImplementation(Mixed(seed, 2_300)));

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(SharedData.Generated)]
    [InlineData(SharedData.GeneratedSmall)]
    [InlineData(SharedData.GeneratedCoarser)]
    [InlineData("BTCUSDT-5m.cobra0506.csv")]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    public void Step_WholeHistory_EqualsTheSimpleImplementation(string file) =>
        EqualsTheSimpleImplementation(SharedData.Candles(file).Prefix(6_000));

    [Fact]
    public void Step_FineCandleLeavesTheWindow_IsCoarserAgain()
    {
        var tracker = new PriceStepTracker();
        tracker.Update(Bar(0, 1.2345));
        for (var i = 1; i < PriceStepTracker.Window; i++)
        {
            tracker.Update(Bar(i, 1.5));
        }

        tracker.Step.Should().Be(PriceStep.OfDecimals(4));
        tracker.Update(Bar(PriceStepTracker.Window, 1.5));
        tracker.Step.Should().Be(PriceStep.OfDecimals(1));
    }

    [Fact]
    public void Step_NoPriceSeen_IsTheMarkets()
    {
        new PriceStepTracker().Step.IsKnown.Should().BeFalse();
        new PriceStepTracker(PriceStep.OfDecimals(2)).Step.Should().Be(PriceStep.OfDecimals(2));
    }

    [Fact]
    public void Step_MoreDecimalsThanMarketsHave_IsTheMarketsOrUnknown()
    {
        foreach (var (market, expected) in new[] { (PriceStep.Unknown, PriceStep.Unknown), (PriceStep.OfDecimals(2), PriceStep.OfDecimals(2)) })
        {
            var tracker = new PriceStepTracker(market);
            tracker.Update(Bar(0, 1.5));
            tracker.Update(Bar(1, 0.1 + 0.2));

            tracker.Step.Should().Be(expected);
        }
    }

    [Fact]
    public void Step_MarketCoarserThanTheCandles_IsTheCandles()
    {
        PriceStep.TryParse("0.25", out var quarter).Should().BeTrue();
        var tracker = new PriceStepTracker(quarter);
        tracker.Update(Bar(0, 10));
        tracker.Step.Should().Be(quarter);
        tracker.Update(Bar(1, 10.75));
        tracker.Step.Should().Be(PriceStep.OfDecimals(2));
    }

    [Fact]
    public void Update_CandleThatCannotExist_ShowsNothing()
    {
        var tracker = new PriceStepTracker();
        tracker.Update(Bar(0, 1.5));
        tracker.Update(new Candle(300_000, double.NaN, 1, 1, 1, 1));
        tracker.Update(new Candle(600_000, 1, double.PositiveInfinity, 1, 1, 1));

        tracker.Step.Should().Be(PriceStep.OfDecimals(1));
    }

    [Fact]
    public void Update_ManyCandles_AllocatesNothing()
    {
        var candles = Mixed(7, 3_000);
        var tracker = new PriceStepTracker();
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Run();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Run()
        {
            for (var i = 0; i < candles.Count; i++)
            {
                tracker.Update(candles[i]);
                _ = tracker.Step;
            }
        }
    }

    private static void EqualsTheSimpleImplementation(CandleSeries candles)
    {
        var tracker = new PriceStepTracker();
        var decimals = new List<int>();
        for (var i = 0; i < candles.Count; i++)
        {
            var candle = candles[i];
            tracker.Update(candle);
            decimals.Add(new[] { candle.Open, candle.High, candle.Low, candle.Close }.Max(Decimals));
            var most = decimals.TakeLast(PriceStepTracker.Window).Max();
            var expected = most > PriceStep.MaxDecimals ? PriceStep.Unknown : PriceStep.OfDecimals(most);
            if (tracker.Step != expected || (i % 500 == 0 && PriceStepTracker.StepOf(candles.Prefix(i + 1)) != expected))
            {
                throw new InvalidOperationException($"candle {i}: {tracker.Step}, expected {expected}");
            }
        }
    }

    /// <summary>The decimals of the shortest text that reads back to the same double.</summary>
    private static int Decimals(double value)
    {
        var text = ((decimal)value).ToString(CultureInfo.InvariantCulture);
        if (double.Parse(text, CultureInfo.InvariantCulture) != value)
        {
            return PriceStep.MaxDecimals + 1;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text.TrimEnd('0').Length - point - 1;
    }

    private static CandleSeries Mixed(int seed, int count)
    {
        var random = new Random(seed);
        var usual = random.Next(0, 9);
        var size = Math.Pow(10, random.Next(-4, 5));
        double Price(int decimals) => Math.Max(Math.Pow(10, -decimals), Math.Round(size * (1 + random.NextDouble()), decimals));
        return TestCandles.Series(Enumerable.Range(0, count).Select(i =>
        {
            var decimals = random.Next(400) switch { 0 => random.Next(0, 11), 1 => 15, < 20 => Math.Max(0, usual - 1), _ => usual };
            var prices = Enumerable.Range(0, 4).Select(_ => Price(decimals)).Order().ToArray();
            return new Candle(TestCandles.ExampleOpenMs + (i * 300_000L), prices[1], prices[3], prices[0], prices[2], 1);
        }));
    }

    private static Candle Bar(int index, double price) => new(index * 300_000L, price, price, price, price, 1);
}
