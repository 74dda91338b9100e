using System.Security.Cryptography;
using AgentBridge.Market;

namespace AgentBridge.Tests.Market;

public sealed class GeneratedCandlesTests
{
    [Theory]
    [InlineData(1, "69ddee70ac694c4d288fef61fa17667448f993b5656ca69189ebcd0df5b2e524")]
    [InlineData(-42, "6de0bd4bc60a4a3da5c6a16146b89e75b5fdc5d384dd06bfebe390e33e2671e9")]
    public void Create_ASeed_IsTheSameBytesOnEveryMachine(long seed, string sha256)
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvCandleWriter(stream))
        {
            writer.Write(GeneratedCandles.Create(new GeneratedCandlesOptions { Seed = seed }));
        }

        Convert.ToHexStringLower(SHA256.HashData(stream.ToArray())).Should().Be(sha256);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Create_AnySeed_LooksLikeAMarket(long seed)
    {
        var candles = GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 50_000, Seed = seed });

        var report = CandleValidator.Inspect(SomeCandles.FiveMinutes, SomeCandles.Columns(SomeCandles.ToList(candles)));
        var returns = SomeCandles.ToList(candles).Zip(SomeCandles.ToList(candles).Skip(1), (a, b) => Math.Log(b.Close / a.Close)).ToArray();
        var sizes = returns.Select(Math.Abs).ToArray();
        report.IsClean.Should().BeTrue();
        Deviation(returns).Should().BeInRange(0.0005, 0.003);
        Correlation(sizes[..^1], sizes[1..]).Should().BeGreaterThan(0.05, "volatility clusters");
        Math.Abs(Correlation(returns[..^1], returns[1..])).Should().BeLessThan(0.05, "a return can't be predicted from the previous one");
        Correlation(sizes, [.. candles.Volumes[1..]]).Should().BeGreaterThan(0.3, "volatile candles have more volume");
        SomeCandles.ToList(candles).Should().OnlyContain(candle => IsTick(candle.Open) && IsTick(candle.High) && IsTick(candle.Low) && IsTick(candle.Close));
        SomeCandles.ToList(candles).Zip(SomeCandles.ToList(candles).Skip(1)).Count(pair => pair.First.Close.Equals(pair.Second.Open)).Should().BeInRange(40_000, 49_998);
        SomeCandles.ToList(candles).Should().OnlyContain(candle => candle.Close > 20_000 && candle.Close < 1_000_000);
    }

    [Fact]
    public void Create_OptionsGiven_AreFollowed()
    {
        var options = new GeneratedCandlesOptions
        {
            Count = 100, Symbol = "ETH/USDT", Timeframe = Timeframe.Parse("1h"), StartPrice = 2_500, Start = new DateTimeOffset(2024, 1, 1, 10, 30, 0, TimeSpan.Zero),
        };

        var candles = GeneratedCandles.Create(options);

        candles.Count.Should().Be(100);
        candles.Symbol.Should().Be("ETH/USDT");
        candles[0].OpenTime.Should().Be(new DateTimeOffset(2024, 1, 1, 10, 0, 0, TimeSpan.Zero));
        candles[99].OpenTime.Should().Be(new DateTimeOffset(2024, 1, 5, 13, 0, 0, TimeSpan.Zero));
        candles[0].Open.Should().Be(2_500);
        GeneratedCandles.NameOf(options).Should().Be("generated sample (seed 1, 100 candles of 1h)");
    }

    [Fact]
    public void Create_PrefixOfALongerHistory_IsTheShorterOne() =>
        SomeCandles.ToList(GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 9_000 }).Prefix(5_760)).Should().Equal(SomeCandles.ToList(GeneratedCandles.Create()));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Create_CountOutOfRange_IsRefused(int count)
    {
        var create = () => GeneratedCandles.Create(new GeneratedCandlesOptions { Count = count });

        create.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"generated candles: count={count}: expected a number from 1 to 100000000 (how many candles); leave it out for 5760");
    }

    private static bool IsTick(double price) => Math.Abs((price * 100) - Math.Round(price * 100)) < 1e-4;

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(value => value * value));

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
