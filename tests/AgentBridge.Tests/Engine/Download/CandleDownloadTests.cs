using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

public sealed class CandleDownloadTests
{
    private static readonly CandleDownloadRequest Everything = new(
        "BTC/USDT", SomeCandles.FiveMinutes, DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start - 86_400_000), DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start).AddYears(1));

    [Fact]
    public async Task Run_NewFile_HoldsEveryClosedCandleAndLeavesGapsOpen()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var progress = new Reports();

        var result = await new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, folder.PathOf("a.csv"), progress);

        var report = CandleFile.Inspect(folder.PathOf("a.csv"));
        result.Should().Be(new CandleDownloadResult(2_295, 2_295, 0));
        (report.Candles, report.Gaps, report.Missing, report.FindingCount).Should().Be((2_295, 1, 5, 1));
        progress.Seen.Select(seen => seen.Candles).Should().Equal(1_000, 2_000, 2_295);
        progress.Seen.Should().OnlyContain(seen => seen.Fraction >= 0 && seen.Fraction <= 1);
    }

    [Fact]
    public async Task Run_FromAndTo_AreIncludedAndExcluded()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var request = Everything with
        {
            From = DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start + 1), To = DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start + (4 * SomeCandles.Step)),
        };

        await new CandleDownload(new KlineHistory(server.Client())).RunAsync(request, folder.PathOf("a.csv"));

        SomeCandles.ToList(CandleFile.Read(folder.PathOf("a.csv"), "BTC/USDT", default).Series).Should().Equal(server.Candles.GetRange(1, 3));
    }

    /// <summary>Cut at every byte of the header and of the last two rows, around the pages' ends, and at 100 other places.</summary>
    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Run_CutAnywhere_EndsWithTheBytesOfARunWithoutACut()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var download = new CandleDownload(new KlineHistory(server.Client()));
        await download.RunAsync(Everything, folder.PathOf("whole.csv"));
        var whole = await File.ReadAllBytesAsync(folder.PathOf("whole.csv"));
        var cuts = Enumerable.Range(0, 45).Concat(Enumerable.Range(whole.Length - 90, 91)).Concat(Enumerable.Range(0, 100).Select(i => (int)((long)whole.Length * i / 100) + (i % 47)));

        foreach (var cut in cuts)
        {
            var path = folder.Write("cut.csv", whole[..cut]);

            var result = await download.RunAsync(Everything, path);

            result.Candles.Should().Be(2_295);
            (await File.ReadAllBytesAsync(path)).AsSpan().SequenceEqual(whole).Should().BeTrue($"cut at byte {cut}");
        }
    }

    [Fact]
    public async Task Run_StoppedByFaultsAndCancellation_KeepsWhatItHasAndGoesOn()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var path = folder.PathOf("a.csv");
        var download = new CandleDownload(new KlineHistory(server.Client(FakeBinance.Fast with { MaxRetries = 0 })));
        await download.RunAsync(Everything, folder.PathOf("whole.csv"));

        using (var cancel = new CancellationTokenSource())
        {
            await FluentActions.Awaiting(() => download.RunAsync(Everything, path, new Reports(cancel.Cancel), cancel.Token)).Should().ThrowAsync<OperationCanceledException>();
        }

        CandleFile.Inspect(path).Candles.Should().Be(1_000);
        server.KlineFaults.Enqueue(FakeBinance.Status(503));
        await FluentActions.Awaiting(() => download.RunAsync(Everything, path)).Should().ThrowAsync<CandleSourceException>();
        CandleFile.Inspect(path).Candles.Should().Be(1_000);
        var result = await download.RunAsync(Everything, path);

        result.Should().Be(new CandleDownloadResult(2_295, 1_295, 0));
        (await File.ReadAllBytesAsync(path)).Should().Equal(await File.ReadAllBytesAsync(folder.PathOf("whole.csv")));
    }

    [Fact]
    public async Task Run_FinishedFile_IsLeftAsItIsUntilNewCandlesClose()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var path = folder.PathOf("a.csv");
        await new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, path);
        var before = await File.ReadAllBytesAsync(path);

        (await new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, path)).Added.Should().Be(0);
        (await File.ReadAllBytesAsync(path)).Should().Equal(before);

        server.TimeMs += SomeCandles.Step;
        (await new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, path)).Added.Should().Be(1);
        (await File.ReadAllBytesAsync(path)).Take(before.Length).Should().Equal(before);
    }

    [Fact]
    public async Task Run_TornRowAndNothingNew_IsCut()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var request = Everything with { To = DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start + (4 * SomeCandles.Step)) };
        var path = folder.PathOf("a.csv");
        await new CandleDownload(new KlineHistory(server.Client())).RunAsync(request, path);
        var whole = await File.ReadAllBytesAsync(path);
        await File.AppendAllTextAsync(path, "17487804");

        var result = await new CandleDownload(new KlineHistory(server.Client())).RunAsync(request, path);

        result.Should().Be(new CandleDownloadResult(4, 0, 8));
        (await File.ReadAllBytesAsync(path)).Should().Equal(whole);
    }

    public static TheoryData<string, string> ForeignFiles() => new()
    {
        { "notes, not candles", "*exists and is not a candle CSV*" },
        { "date,open\n1,2\n", "*row 1: the header is*" },
        { "timestamp,open,high,low,close,volume\n1748779200000,1,1,1,1,1\n1748779500000,1,1,1,1,1\n", "*its first candle is not that of BTC/USDT 5m*" },
        { "timestamp,open,high,low,close,volume\n1748779200000,100,101,99,100,5\n1748779500000,7,7,7,7,5\n", "*its last candle is not that of BTC/USDT 5m*" },
        { "timestamp,open,high,low,close,volume\n1748779500000,101,102,100,101,5\n1748779800000,102,103,101,102,5\n", "*its first candle is not that*" },
        { "timestamp,open,high,low,close,volume\n1748779200000,100,101,99,100,5\n1748782800000,1,1,1,1,5\n1748786400000,1,1,1,1,5\n", "*the step between candles is 1h*" },
        { "timestamp,open,high,low,close,volume\n1748779500000,101,102,100,101,5\n1748779200000,100,101,99,100,5\n", "*row 3: disorder*a download can't resume such a file*" },
    };

    [Theory]
    [MemberData(nameof(ForeignFiles))]
    public async Task Run_FileOfSomethingElse_IsRefusedAndUntouched(string text, string message)
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var path = folder.Write("a.csv", text);

        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, path)).Should().ThrowAsync<CandleSourceException>().WithMessage(message);

        (await File.ReadAllTextAsync(path)).Should().Be(text);
    }

    [Fact]
    public async Task Run_NoCandleInTheSpan_IsAnErrorAndLeavesNoFile()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var request = Everything with { From = DateTimeOffset.FromUnixTimeMilliseconds(server.TimeMs).AddDays(3) };

        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(request, folder.PathOf("a.csv"))).Should().ThrowAsync<CandleSourceException>().WithMessage("*has no closed 5m candle of BTC/USDT*");

        Directory.GetFiles(folder.Root).Should().BeEmpty();
    }

    [Fact]
    public async Task Run_ToBeforeFrom_IsRefused()
    {
        await using var server = await ServerAsync();
        var request = Everything with { To = Everything.From };

        (await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(request, "a.csv")).Should().ThrowAsync<CandleSourceException>().WithMessage("the span from * is empty or before 1970")).Which.Code.Should().Be(CandleCodes.SpanEmpty);
    }

    [Fact]
    public async Task Run_FolderOrMissingFolder_IsRefused()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();

        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, folder.Root)).Should().ThrowAsync<CandleSourceException>().WithMessage("*is a folder*");
        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, folder.PathOf("none/a.csv"))).Should().ThrowAsync<JournalException>().WithMessage("*its folder is missing*");
    }

    [Fact]
    public async Task Run_ImpossibleKlineFromTheExchange_StopsWithWhatCameBefore()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        server.Candles[1_500] = server.Candles[1_500] with { High = 1 };

        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, folder.PathOf("a.csv"))).Should().ThrowAsync<CandleSourceException>().WithMessage("*kline 501: impossible*");

        CandleFile.Inspect(folder.PathOf("a.csv")).Candles.Should().Be(1_000);
    }

    /// <summary>As around a trading halt: one candle closes early, more than a page of candles opens off the grid, the last of them closes early on the grid.</summary>
    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(2)]
    [InlineData(1_500)]
    public async Task Run_ExchangeHalt_LeavesOutInvalidCandlesAndGoesOn(int offGrid)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 3_000);
        var all = server.Candles.ToList();
        server.Lengths[all[100].OpenTimeMs] = 60_000;
        for (var i = 101; i < 101 + offGrid; i++)
        {
            server.Candles[i] = all[i] with { OpenTimeMs = all[i].OpenTimeMs + 14_789 };
        }

        server.Lengths[server.Candles[100 + offGrid].OpenTimeMs] = SomeCandles.Step - 14_789;
        using var folder = new TempFolder();
        var download = new CandleDownload(new KlineHistory(server.Client()));

        var result = await download.RunAsync(Everything, folder.PathOf("a.csv"));

        result.Added.Should().Be(3_000 - 1 - offGrid);
        (result.LeftOut.OffGrid, result.LeftOut.OtherLength, result.LeftOut.First.Count).Should().Be((offGrid, 1, Math.Min(1_000, offGrid + 1)));
        SomeCandles.ToList(CandleFile.Read(folder.PathOf("a.csv"), "BTC/USDT", default).Series).Where(candle => candle.Volume > 0)
            .Should().Equal(all.Take(100).Concat(all.Skip(101 + offGrid).SkipLast(1)));

        // A file that begins after these candles is continued from its end.
        var behind = Everything with { From = DateTimeOffset.FromUnixTimeMilliseconds(all[100].OpenTimeMs) };
        await download.RunAsync(behind with { To = DateTimeOffset.FromUnixTimeMilliseconds(all[2_000].OpenTimeMs) }, folder.PathOf("b.csv"));
        (await download.RunAsync(behind, folder.PathOf("b.csv"))).Candles.Should().Be(3_000 - 101 - offGrid);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1_000)]
    public async Task Run_HaltOfMonths_IsSkipped(int? window)
    {
        await using var server = await FakeBinance.StartAsync();
        server.Window = window;
        server.FillTo(closed: 100);
        server.Candles.RemoveAt(100);
        server.Candles.AddRange(Enumerable.Range(40_000, 1_200).Select(i => SomeCandles.At(i)));
        server.TimeMs = server.Candles[^1].OpenTimeMs + 1_000;
        using var folder = new TempFolder();

        var result = await new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything with { From = DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start) }, folder.PathOf("a.csv"));

        result.Candles.Should().Be(100 + 1_199);
        CandleFile.Read(folder.PathOf("a.csv"), "BTC/USDT", default).Report.Missing.Should().Be(39_900);
    }

    [Fact]
    public async Task Run_KlinesOfAnotherTimeframeOnly_SaysWhatTheyAre()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 100);
        foreach (var candle in server.Candles)
        {
            server.Lengths[candle.OpenTimeMs] = 60_000;
        }

        using var folder = new TempFolder();

        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, folder.PathOf("a.csv"))).Should().ThrowAsync<CandleSourceException>()
            .WithMessage("*no closed 5m candle*100 klines were left out (other_length: opens at*");
    }

    [Fact]
    public async Task Run_ExchangeThatIgnoresTheStart_IsRefusedInsteadOfLooping()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var first = server.Klines(server.Candles.Take(1_000));
        server.KlineFaults.Enqueue(FakeBinance.Body(first));
        server.KlineFaults.Enqueue(FakeBinance.Body(first));

        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, folder.PathOf("a.csv"))).Should().ThrowAsync<CandleSourceException>().WithMessage("*asked for*got*");
    }

    /// <summary>2,295 closed candles with a gap of five, and a running one.</summary>
    private static async Task<FakeBinance> ServerAsync()
    {
        var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 2_300);
        server.Candles.RemoveRange(1_700, 5);
        return server;
    }

    private sealed class Reports(Action? then = null) : IProgress<CandleDownloadProgress>
    {
        public List<CandleDownloadProgress> Seen { get; } = [];

        public void Report(CandleDownloadProgress value)
        {
            Seen.Add(value);
            then?.Invoke();
        }
    }
}
