using System.Globalization;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary><c>bridge fetch</c> on a file channel with lines that no AgentBridge publisher writes.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FileFetchTests
{
    /// <summary>In bytes: a twentieth of the line in the test, and far more than the program needs.</summary>
    private const int HeapLimit = 48 * 1024 * 1024;

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Fetch_BesideALineOfAGigabyte_AnswersWithinALittleMemory()
    {
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        cli.Environment["DOTNET_GCHeapHardLimit"] = "0x" + HeapLimit.ToString("x", CultureInfo.InvariantCulture);
        cli.Environment["SIGNALS_DIR"] = "signals";
        var folder = Path.Combine(cli.Folder, "signals");
        _ = Directory.CreateDirectory(folder);
        var day = Path.Combine(folder, $"signals-{TimeProvider.System.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.jsonl");
        await File.WriteAllTextAsync(day, SignalText.Example + "\n");
        await using (var file = new FileStream(day, FileMode.Open))
        {
            // A sparse file takes no disk space.
            file.SetLength(file.Length + (1L << 30));
            file.Seek(0, SeekOrigin.End);
            file.WriteByte((byte)'\n');
        }

        var found = await BridgeProcess.RunAsync(cli, "$BRIDGE fetch BTC/USDT --max-age 604800");

        found.ExitCode.Should().Be(1, found.Error);
        found.Error.Should().Contain("1 stale").And.Contain("1 too large");
    }
}
