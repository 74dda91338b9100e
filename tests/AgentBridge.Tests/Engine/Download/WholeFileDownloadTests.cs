using AgentBridge.CrashChild;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>Downloads into files that can't grow: feather and json.</summary>
public sealed class WholeFileDownloadTests
{
    private static readonly CandleDownloadRequest Everything = new(
        "BTC/USDT", SomeCandles.FiveMinutes, DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start), DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start).AddYears(1));

    private static readonly CandleDownloadRequest Beginning = Everything with { To = DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.At(700).OpenTimeMs) };

    public static TheoryData<CandleFileFormat> Formats => [CandleFileFormat.Feather, CandleFileFormat.Json, CandleFileFormat.JsonGz];

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Formats))]
    public async Task Run_NewFileThenMoreCandles_EndsWithTheBytesOfOneRun(CandleFileFormat format)
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var download = new CandleDownload(new KlineHistory(server.Client()));
        var (path, whole) = (folder.PathOf("a"), folder.PathOf("whole"));
        await download.RunAsync(Everything, whole, format);

        var first = await download.RunAsync(Beginning, path, format);
        var rest = await download.RunAsync(Everything, path, format);
        var again = await download.RunAsync(Everything, path, format);

        (first.Candles, rest.Candles, rest.Added, again.Candles, again.Added).Should().Be((700, 2_295, 1_595, 2_295, 0));
        (await File.ReadAllBytesAsync(path)).Should().Equal(await File.ReadAllBytesAsync(whole));
        Directory.GetFiles(folder.Root).Should().BeEquivalentTo([path, whole], "the part of a finished download is removed");
    }

    /// <summary>After any fault the next run has the bytes of a run without one, and until then an older file is as it was.</summary>
    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_DiskThatFailsAtAnyStep_KeepsWhatWasFlushedAndEndsWithTheSameBytes(bool hasOlderFile)
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var history = new KlineHistory(server.Client());
        await new CandleDownload(history).RunAsync(Everything, folder.PathOf("whole"), CandleFileFormat.Json);
        await new CandleDownload(history).RunAsync(Beginning, folder.PathOf("older"), CandleFileFormat.Json);
        var whole = await File.ReadAllBytesAsync(folder.PathOf("whole"));
        var (path, part) = (folder.PathOf("a"), folder.PathOf("a.part.csv"));
        for (var step = 1; ; step++)
        {
            File.Delete(path);
            File.Delete(part);
            if (hasOlderFile)
            {
                File.Copy(folder.PathOf("older"), path);
            }

            var hook = new FailingHook(step);
            try
            {
                await new CandleDownload(history, new HookedDisk(hook)).RunAsync(Everything, path, CandleFileFormat.Json);
            }
            catch (JournalException)
            {
                (File.Exists(path) ? await File.ReadAllBytesAsync(path) : []).Should().Equal(hasOlderFile ? await File.ReadAllBytesAsync(folder.PathOf("older")) : []);
            }

            var result = await new CandleDownload(history).RunAsync(Everything, path, CandleFileFormat.Json);

            result.Candles.Should().Be(2_295, "the disk failed at step {0}", step);
            (await File.ReadAllBytesAsync(path)).AsSpan().SequenceEqual(whole).Should().BeTrue("the disk failed at step {0}", step);
            File.Exists(part).Should().BeFalse();
            if (!hook.HasFailed)
            {
                step.Should().BeGreaterThan(5);
                break;
            }
        }
    }

    [Fact]
    public async Task Run_PartThatWasWrittenButNotRemoved_IsRemoved()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var download = new CandleDownload(new KlineHistory(server.Client()));
        var path = folder.PathOf("a.json");
        await download.RunAsync(Beginning, path + ".part.csv");
        await download.RunAsync(Beginning, path, CandleFileFormat.Json);
        await download.RunAsync(Beginning, path + ".part.csv");

        var result = await download.RunAsync(Everything, path, CandleFileFormat.Json);

        (result.Candles, result.Added).Should().Be((2_295, 1_595));
        File.Exists(path + ".part.csv").Should().BeFalse();
    }

    [Theory]
    [InlineData("[[1748779200000,1,1,1,1,1],[1748779500000,1,1,1,1,1]]", "*a.json exists and its first candle is not that of BTC/USDT 5m*")]
    [InlineData("[[1748779200000,100,101,99,100,5],[1748779200000,7,7,7,7,5],[1748779500000,101,102,100,101,5]]", "*a.json, row *a download can't resume such a file*")]
    public async Task Run_FileOfSomethingElse_IsRefusedAndUntouched(string text, string message)
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var path = folder.Write("a.json", text);

        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(Everything, path, CandleFileFormat.Json)).Should().ThrowAsync<CandleSourceException>().WithMessage(message);

        (await File.ReadAllTextAsync(path)).Should().Be(text);
    }

    [Fact]
    public async Task Run_NothingInTheSpan_IsAnErrorAndLeavesNoFile()
    {
        await using var server = await ServerAsync();
        using var folder = new TempFolder();
        var request = Everything with { From = DateTimeOffset.FromUnixTimeMilliseconds(server.TimeMs).AddDays(3) };

        await FluentActions.Awaiting(() => new CandleDownload(new KlineHistory(server.Client())).RunAsync(request, folder.PathOf("a.json"), CandleFileFormat.Json)).Should().ThrowAsync<CandleSourceException>().WithMessage("*has no closed 5m candle of BTC/USDT*");

        Directory.GetFiles(folder.Root).Should().BeEmpty();
    }

    /// <summary>2,295 closed candles with a gap of five, and a running one.</summary>
    private static async Task<FakeBinance> ServerAsync()
    {
        var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 2_300);
        server.Candles.RemoveRange(1_700, 5);
        return server;
    }

    private sealed class FailingHook(int target) : IDiskHook
    {
        private int _steps;

        public bool HasFailed { get; private set; }

        public bool Wants(string operation, string path, int written)
        {
            var fails = ++_steps == target;
            HasFailed |= fails;
            return fails;
        }

        public void Fire(string operation, string path) => throw new JournalException(JournalError.DiskFull, path, path + ": the disk is full.");
    }
}
