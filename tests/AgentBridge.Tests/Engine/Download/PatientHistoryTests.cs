using System.Runtime.CompilerServices;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Market;

namespace AgentBridge.Tests.Engine;

public sealed class PatientHistoryTests
{
    private readonly InstantTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start));
    private readonly List<HistoryStop> _stops = [];

    [Fact]
    public async Task Download_StopsBetweenPages_ContinuesBehindTheLastCandle()
    {
        var source = new Scripted([3, "down", "down", 2, "down", 4]);

        var candles = await ReadAsync(source, maxWait: TimeSpan.FromMinutes(10));

        candles.Should().Equal(Enumerable.Range(0, 9).Select(i => SomeCandles.At(i)));
        source.Starts.Should().Equal(SomeCandles.Start, SomeCandles.At(2).OpenTimeMs + 1, SomeCandles.At(2).OpenTimeMs + 1, SomeCandles.At(4).OpenTimeMs + 1);
        _stops.Select(stop => stop.Wait.TotalSeconds).Should().Equal([5, 10, 5], "a candle ends the series of waits");
        _stops.Should().OnlyContain(stop => stop.Symbol == "BTC/USDT" && stop.Reason == "down");
    }

    [Fact]
    public async Task Download_AskedToWait_WaitsThatLong()
    {
        var before = _time.GetUtcNow();

        var candles = await ReadAsync(new Scripted(["wait 1200", 1]), maxWait: TimeSpan.FromMinutes(20));

        candles.Should().HaveCount(1);
        _stops.Should().ContainSingle().Which.Wait.Should().Be(TimeSpan.FromMinutes(20));
        (_time.GetUtcNow() - before).Should().Be(TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Download_WaitsBeyondTheLimit_FailsAsTheSourceDid()
    {
        var source = new Scripted(["down", "down", "down", "wait 60", 1]);

        await FluentActions.Awaiting(() => ReadAsync(source, maxWait: TimeSpan.FromSeconds(94))).Should().ThrowAsync<CandleSourceException>().WithMessage("wait 60");

        _stops.Select(stop => stop.Wait.TotalSeconds).Should().Equal(5, 10, 20);
    }

    [Theory]
    [InlineData("final")]
    [InlineData("bad")]
    public async Task Download_FailureThatWaitingDoesNotMend_IsNotWaitedFor(string kind)
    {
        await FluentActions.Awaiting(() => ReadAsync(new Scripted([2, kind]), maxWait: TimeSpan.FromDays(1))).Should().ThrowAsync<CandleSourceException>().WithMessage(kind);

        _stops.Should().BeEmpty();
    }

    [Fact]
    public async Task Download_KlineLeftOutBeforeAndAfterAStop_IsToldOnce()
    {
        var told = new List<string>();

        await ReadAsync(new Scripted(["left out a", 2, "left out b", "down", "left out b", "left out c", 1]), TimeSpan.FromMinutes(1), finding => told.Add(finding.Detail));

        told.Should().Equal("left out a", "left out b", "left out c");
    }

    private async Task<List<Candle>> ReadAsync(Scripted source, TimeSpan maxWait, Action<CandleFinding>? leftOut = null)
    {
        var candles = new List<Candle>();
        await foreach (var page in new PatientHistory(source, maxWait, _time) { Stopped = _stops.Add }.DownloadAsync("BTC/USDT", SomeCandles.FiveMinutes, SomeCandles.Start, long.MaxValue, leftOut))
        {
            candles.AddRange(Enumerable.Range(0, page.Count).Select(page.At));
        }

        return candles;
    }

    /// <summary>Pages of so many candles, and what comes between them.</summary>
    private sealed class Scripted(object[] steps) : ICandleHistory
    {
        private int _next;
        private int _candles;

        public List<long> Starts { get; } = [];

        public string Place => "a script";

        public async IAsyncEnumerable<CandleColumns> DownloadAsync(
            string symbol, Timeframe timeframe, long fromMs, long toMs, Action<CandleFinding>? leftOut = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Starts.Add(fromMs);
            while (_next < steps.Length)
            {
                await Task.Yield();
                switch (steps[_next++])
                {
                    case int count:
                        yield return SomeCandles.Columns(Enumerable.Range(_candles, count).Select(i => SomeCandles.At(i)));
                        _candles += count;
                        break;
                    case string found when found.StartsWith("left out", StringComparison.Ordinal):
                        leftOut!(new CandleFinding(1, CandleFindingKind.OffGrid, found));
                        break;
                    case string text:
                        throw new CandleSourceException(text is "bad" ? CandleSourceError.BadData : CandleSourceError.Unavailable, text)
                        {
                            IsFinal = text is "final",
                            RetryAfter = text.Split(' ') is ["wait", var seconds] ? TimeSpan.FromSeconds(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)) : null,
                        };
                }
            }
        }
    }
}
