using System.Diagnostics;
using AgentBridge.Schema;
using static AgentBridge.Tests.Transport.FileFaultTests;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>Full and read-only disks: a tiny private one, if the machine allows a mount.</summary>
public sealed class FileMountTests
{
    private const string Symbol = "BTC/USDT";

    [SkippableFact]
    public async Task Disk_Full_LeavesNoPartOfALineAndWorksAgainOnceThereIsRoom()
    {
        await using var disk = await TinyDisk.MountAsync();
        await using var channel = new FileTestChannel(folder: disk.Path);
        await channel.Publisher.PublishSignalAsync(At(0, -60));
        var filler = Path.Combine(disk.Path, "filler");
        Fill(filler);

        // The existing page of the day's file takes some lines; the full disk cuts the line that crosses its end.
        var published = 0;
        var failed = false;
        for (var number = 1; number <= 40 && !failed; number++)
        {
            try
            {
                await channel.Publisher.PublishSignalAsync(At(number, 0));
                published++;
            }
            catch (TransportException failure)
            {
                failed = true;
                failure.Message.Should().StartWith("file channel: ").And.Contain("the disk is full");
            }
        }

        failed.Should().BeTrue();
        published.Should().BeGreaterThan(0, "the failing write must be a truncated one, not the first");
        var bytes = await File.ReadAllBytesAsync(channel.DayPath(TransportClock.Noon));
        bytes[^1].Should().Be((byte)'\n');
        bytes.Count(letter => letter == '\n').Should().Be(published + 1);
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(At(published, 0).Signal, default));

        File.Delete(filler);
        (await channel.Publisher.PublishSignalAsync(At(published + 1, 0))).Should().Be(PublishResult.Published);
        (await channel.KeptAsync()).Should().HaveCount(published + 2);
    }

    [SkippableFact]
    public async Task Disk_FullWhilePruning_RefusesAndLosesNothing()
    {
        await using var disk = await TinyDisk.MountAsync();
        await using var channel = new FileTestChannel(maxSignals: 10, folder: disk.Path);
        for (var number = 0; number < 10; number++)
        {
            await channel.Publisher.PublishSignalAsync(At(number, -60));
        }

        var filler = Path.Combine(disk.Path, "filler");
        Fill(filler);
        await RefusesAsync(() => channel.Publisher.PublishSignalAsync(At(10, 0)), "file channel: *the disk is full*");

        (await channel.KeptAsync()).Should().HaveCount(10);
        (await channel.Publisher.PublishSignalAsync(At(0, -60))).Should().Be(PublishResult.Duplicate);
        File.Delete(filler);
        (await channel.Publisher.PublishSignalAsync(At(10, 0))).Should().Be(PublishResult.Published);
        (await channel.KeptAsync()).Should().HaveCount(10);
    }

    [SkippableFact]
    public async Task Disk_ReadOnly_IsReadButNotWritten()
    {
        await using var disk = await TinyDisk.MountAsync();
        await using var channel = new FileTestChannel(folder: disk.Path);
        await channel.Publisher.PublishSignalAsync(At(1, 0));

        TinyDisk.Do("mount", "-o", "remount,ro", disk.Path).Should().Be(0);
        await RefusesAsync(() => channel.Publisher.PublishSignalAsync(At(2, 0)), "file channel: *the file system is read-only*");
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(1, 0).Signal);

        TinyDisk.Do("mount", "-o", "remount,rw", disk.Path).Should().Be(0);
        (await channel.Publisher.PublishSignalAsync(At(2, 0))).Should().Be(PublishResult.Published);
    }

    private static void Fill(string path)
    {
        var block = new byte[4096];
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as intended.
        }
    }

    private sealed class TinyDisk : IAsyncDisposable
    {
        private TinyDisk(string path) => Path = path;

        public string Path { get; }

        public static Task<TinyDisk> MountAsync()
        {
            Skip.IfNot(OperatingSystem.IsLinux(), "mounts a tmpfs");
            var path = Directory.CreateTempSubdirectory("bridge-disk-").FullName;
            if (Do("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path) != 0)
            {
                Directory.Delete(path);
                Skip.If(true, "a tmpfs can't be mounted here");
            }

            return Task.FromResult(new TinyDisk(path));
        }

        public static int Do(string command, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return -1;
            }
        }

        public ValueTask DisposeAsync()
        {
            _ = Do("umount", "-l", Path);
            Directory.Delete(Path);
            return ValueTask.CompletedTask;
        }
    }
}
