using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market;

public sealed class CandleResamplerTests
{
    private const long MondayMs = 1_748_822_400_000; // 2025-06-02T00:00:00Z

    [Theory]
    [InlineData("5m", "1h")]
    [InlineData("5m", "15m")]
    [InlineData("5m", "5m")]
    [InlineData("1h", "1d")]
    [InlineData("1d", "1w")]
    [InlineData("1h", "1w")]
    public void Add_RandomStart_EqualsGroupingByBucket(string from, string to) =>
        Property.Holds(Gen.Choose(1, 1_000_000), 50, seed =>
        {
            var (timeframe, target) = (Timeframe.Parse(from), Timeframe.Parse(to));
            var candles = Walk(seed, timeframe, 400);
            var ratio = target.Milliseconds / timeframe.Milliseconds;
            var expected = candles.GroupBy(c => target.FloorToOpen(c.OpenTimeMs)).Where(g => g.Count() == ratio)
                .Select(g => new Candle(g.Key, g.First().Open, g.Max(c => c.High), g.Min(c => c.Low), g.Last().Close, g.Aggregate(0.0, (v, c) => v + c.Volume)));

            Resample(candles, timeframe, target).Should().Equal(expected);
        });

    [Theory]
    [InlineData("15m", 1_490)]
    [InlineData("1h", 370)]
    [InlineData("4h", 90)]
    [InlineData("1d", 12)]
    [InlineData("1w", 1)]
    public void Add_CandlesWithOutages_AreWhatTheCalendarMakesOfThem(string to, int atLeast)
    {
        var candles = GoldenCsv.Rows("base.csv").Select(Candle);
        var expected = GoldenCsv.Rows("resampled.csv").Where(row => string.Equals(row["timeframe"], to, StringComparison.Ordinal)).Select(Candle).ToList();

        var made = Resample(candles, Timeframe.Parse("5m"), Timeframe.Parse(to));

        made.Select(c => c with { Volume = 0 }).Should().Equal(expected.Select(c => c with { Volume = 0 }));
        made.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First.Volume - pair.Second.Volume) <= 1e-12 * pair.Second.Volume);
        made.Should().HaveCountGreaterOrEqualTo(atLeast);

        static Candle Candle(IReadOnlyDictionary<string, string> row) => new(
            (long)row.Number("timestamp"), row.Number("open"), row.Number("high"), row.Number("low"), row.Number("close"), row.Number("volume"));
    }

    [Fact]
    public void Add_Week_BeginsOnMonday()
    {
        var days = Enumerable.Range(-3, 20).Select(d => new Candle(MondayMs + (d * 86_400_000L), 1, 2, 1, 1, 1));

        Resample(days, Timeframe.Parse("1d"), Timeframe.Parse("1w")).Select(c => c.OpenTimeMs).Should().Equal(MondayMs, MondayMs + (7 * 86_400_000L));
    }

    [Fact]
    public void Add_BucketThatTheStartCuts_IsLeftOut()
    {
        var minutes = Enumerable.Range(1, 8).Select(i => new Candle(MondayMs + (i * 300_000L), 1, 2, 1, 1, 1));

        Resample(minutes, Timeframe.Parse("5m"), Timeframe.Parse("15m")).Select(c => c.OpenTimeMs).Should().Equal(MondayMs + 900_000, MondayMs + 1_800_000);
    }

    [Fact]
    public void Add_BucketThatLacksACandle_IsLeftOut()
    {
        var minutes = Enumerable.Range(0, 9).Where(i => i != 4).Select(i => new Candle(MondayMs + (i * 300_000L), 1, 2, 1, 1, 1));

        Resample(minutes, Timeframe.Parse("5m"), Timeframe.Parse("15m")).Select(c => c.OpenTimeMs).Should().Equal(MondayMs, MondayMs + 1_800_000);
    }

    [Fact]
    public void Add_Bucket_IsGivenWithItsLastCandle()
    {
        var resampler = new CandleResampler(Timeframe.Parse("5m"), Timeframe.Parse("15m"));

        var given = Enumerable.Range(0, 6).Select(i => resampler.Add(new Candle(MondayMs + (i * 300_000L), 1, 2, 1, 1, 1), out _));

        given.Should().Equal(false, false, true, false, false, true);
    }

    [Theory]
    [InlineData("5m", "1m")]
    [InlineData("15m", "20m")]
    [InlineData("2h", "3h")]
    [InlineData("7d", "1w")]
    [InlineData("1w", "14d")]
    public void CanResample_BelowOrOffTheGrid_IsNo(string from, string to)
    {
        var make = () => new CandleResampler(Timeframe.Parse(from), Timeframe.Parse(to));

        CandleResampler.CanResample(Timeframe.Parse(from), Timeframe.Parse(to)).Should().BeFalse();
        make.Should().Throw<ArgumentException>().WithMessage($"*{to}*{from}*");
    }

    [Theory]
    [InlineData("1w", "2w")]
    [InlineData("7d", "14d")]
    [InlineData("1d", "1w")]
    public void CanResample_SameGrid_IsYes(string from, string to) =>
        CandleResampler.CanResample(Timeframe.Parse(from), Timeframe.Parse(to)).Should().BeTrue();

    private static List<Candle> Resample(IEnumerable<Candle> candles, Timeframe timeframe, Timeframe target)
    {
        var resampler = new CandleResampler(timeframe, target);
        var made = new List<Candle>();
        foreach (var candle in candles)
        {
            if (resampler.Add(candle, out var whole))
            {
                made.Add(whole);
            }
        }

        return made;
    }

    private static Candle[] Walk(int seed, Timeframe timeframe, int count)
    {
        var start = timeframe.FloorToOpen(MondayMs + (seed * 977L * 60_000));
        var walk = TestCandles.Walk(seed, count);
        return [.. Enumerable.Range(0, count).Select(i => walk[i] with { OpenTimeMs = start + (i * timeframe.Milliseconds) })];
    }
}
