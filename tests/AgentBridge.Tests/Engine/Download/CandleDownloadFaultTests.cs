using AgentBridge.CrashChild;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>A disk that fails at any step of a download: the next run produces the same bytes as a run without faults.</summary>
public sealed class CandleDownloadFaultTests
{
    private static readonly CandleDownloadRequest Everything = new(
        "BTC/USDT", SomeCandles.FiveMinutes, DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start), DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start).AddYears(1));

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_DiskThatFailsAtAnyStep_TheNextRunEndsWithTheSameBytes(bool noWayBack)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 2_300);
        var history = new KlineHistory(server.Client());
        using var folder = new TempFolder();
        await new CandleDownload(history).RunAsync(Everything, folder.PathOf("whole.csv"));
        var whole = await File.ReadAllBytesAsync(folder.PathOf("whole.csv"));
        var path = folder.PathOf("a.csv");
        var failures = 0;
        for (var step = 1; ; step++)
        {
            File.Delete(path);
            var hook = new FailingHook(step, noWayBack);
            try
            {
                await new CandleDownload(history, new HookedDisk(hook)).RunAsync(Everything, path);
            }
            catch (JournalException failure)
            {
                failure.Error.Should().Be(JournalError.DiskFull);
                failures++;
            }

            var result = await new CandleDownload(history).RunAsync(Everything, path);

            result.Candles.Should().Be(2_300, "the disk failed at step {0}", step);
            (await File.ReadAllBytesAsync(path)).AsSpan().SequenceEqual(whole).Should().BeTrue("the disk failed at step {0}", step);
            if (!hook.HasFailed)
            {
                break;
            }
        }

        failures.Should().BeGreaterThan(20);
    }

    /// <summary>Fails at one step, and then at every truncation if the change can't be undone.</summary>
    private sealed class FailingHook(int target, bool noWayBack) : IDiskHook
    {
        private int _steps;

        public bool HasFailed { get; private set; }

        public bool Wants(string operation, string path, int written)
        {
            var fails = ++_steps == target || (noWayBack && HasFailed && operation is "cut");
            HasFailed |= fails;
            return fails;
        }

        public void Fire(string operation, string path) => throw new JournalException(JournalError.DiskFull, path, path + ": the disk is full.");
    }
}
