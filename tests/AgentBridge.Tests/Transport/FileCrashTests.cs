using System.Globalization;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Transport;

/// <summary>A writer that is killed at any moment.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FileCrashTests
{
    [SkippableFact]
    public async Task Writer_Killed_ReportedSignalsAreThereAndTheNextWriterContinues()
    {
        Skip.IfNot(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "kills by signal");
        await using var channel = new FileTestChannel(maxSignals: 50);

        for (var round = 0; round < 3; round++)
        {
            using var writer = OrphanHook.StartWriter(channel.Folder, first: (round * 100_000) + 1);
            for (var line = 0; line < 30 + round; line++)
            {
                (await writer.StandardOutput.ReadLineAsync()).Should().NotBeNull();
            }

            writer.Kill();
            var rest = await writer.StandardOutput.ReadToEndAsync();
            await writer.WaitForExitAsync();
            var kept = (await channel.KeptAsync()).Select(line => SignalJson.TryRead(line, out var signal, out var _) ? signal : null).ToList();
            kept.Should().NotContainNulls().And.HaveCountLessThanOrEqualTo(50);
            foreach (var number in rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(40))
            {
                kept.Should().Contain(Signals.ASignal(int.Parse(number, CultureInfo.InvariantCulture)), "its publication was reported");
            }

            var result = await channel.Source.FetchLatestSignalAsync("BTC/USDT");
            result.Skipped.Should().Be(default(SkippedMessages));
            var next = Signals.At((round * 100_000) + 99_999, 0);
            (await channel.Publisher.PublishSignalAsync(next)).Should().Be(PublishResult.Published);
            (await channel.Source.FetchLatestSignalAsync("BTC/USDT")).Should().Be(new FetchResult(next.Signal, default));
        }
    }
}
