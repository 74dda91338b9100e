using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using static AgentBridge.Tests.Transport.FileFaultTests;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>The folder shared with a Python program that follows the protocol in FileSignalChannel's remarks.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FileInteropTests
{
    private const string HoldLock = """
        import fcntl, os, sys
        fd = os.open(os.path.join(sys.argv[1], '.lock'), os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(fd, fcntl.LOCK_EX)
        print('held', flush=True)
        sys.stdin.readline()
        """;

    private const string TryLock = """
        import fcntl, os, sys
        fd = os.open(os.path.join(sys.argv[1], '.lock'), os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            print('taken', flush=True)
        except BlockingIOError:
            print('busy', flush=True)
        """;

    private const string Write = """
        import fcntl, os, sys
        folder, path = sys.argv[1], sys.argv[2]
        for line in sys.stdin.buffer.read().splitlines(keepends=True):
            lock = os.open(os.path.join(folder, '.lock'), os.O_RDWR | os.O_CREAT, 0o644)
            fcntl.flock(lock, fcntl.LOCK_EX)
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            assert os.write(fd, line) == len(line)
            os.fsync(fd)
            os.close(fd)
            os.close(lock)
        """;

    private const string Read = """
        import json, os, sys, threading
        path = sys.argv[1]
        done = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.readline(), done.set()), daemon=True).start()
        looks = lines = bad = 0
        while not done.is_set():
            with open(path, 'rb') as file:
                data = file.read()
            looks += 1
            if looks == 1:
                print('reading', flush=True)
            for line in data[:data.rfind(b'\n') + 1].splitlines():
                lines += 1
                try:
                    json.loads(line)['decision_id']
                except Exception:
                    bad += 1
        print(json.dumps({'looks': looks, 'lines': lines, 'bad': bad}), flush=True)
        """;

    [SkippableFact]
    public async Task Publish_WhilePythonHoldsTheLock_WaitsAndThenReportsIt()
    {
        await using var channel = new FileTestChannel();
        Directory.CreateDirectory(channel.Folder);
        using var python = Python(HoldLock, channel.Folder);
        (await python.StandardOutput.ReadLineAsync()).Should().Be("held");
        await using var hasty = channel.Another(TimeSpan.FromMilliseconds(200));

        await RefusesAsync(() => hasty.PublishSignalAsync(At(1, 0)), "file channel: another program has held *.lock for 200 ms");
        var waiting = channel.Publisher.PublishSignalAsync(At(1, 0));
        waiting.IsCompleted.Should().BeFalse();
        await python.StandardInput.WriteLineAsync();

        (await waiting).Should().Be(PublishResult.Published);
        (await channel.KeptAsync()).Should().ContainSingle();
        await python.WaitForExitAsync();
    }

    [SkippableFact]
    public async Task Lock_HeldByFileShareNone_IsSeenByPythonsFlock()
    {
        await using var channel = new FileTestChannel();
        await channel.Publisher.PublishSignalAsync(At(1, 0));
        string? whileHeld;
        using (new FileStream(Path.Combine(channel.Folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            using var python = Python(TryLock, channel.Folder);
            whileHeld = await python.StandardOutput.ReadLineAsync();
        }

        using var later = Python(TryLock, channel.Folder);
        whileHeld.Should().Be("busy");
        (await later.StandardOutput.ReadLineAsync()).Should().Be("taken");
    }

    [Fact]
    public async Task Publish_OneHasWaited_ComesBeforeTheOneThatComesBackAtOnce()
    {
        await using var channel = new FileTestChannel();
        await channel.Publisher.PublishSignalAsync(At(1, 0));
        await using var another = channel.Another(TimeSpan.FromMinutes(1));
        var lockPath = Path.Combine(channel.Folder, ".lock");
        var held = PhysicalDisk.Instance.TryLock(lockPath)!;
        var waiting = another.PublishSignalAsync(At(2, 0));
        await LockWaits.UntilAnotherWaitsAsync(lockPath, waiting);

        held.Dispose();
        for (var number = 3; number < 20; number++)
        {
            await channel.Publisher.PublishSignalAsync(At(number, 0));
        }

        (await waiting).Should().Be(PublishResult.Published);
        var lines = await File.ReadAllLinesAsync(channel.DayPath(TransportClock.Noon));
        lines[1].Should().Be(Encoding.UTF8.GetString(At(2, 0).CanonicalBytes.Span), "it was first in the queue, however rarely it polls");
    }

    [SkippableFact]
    public async Task PythonAndCSharp_WritingAtOnce_LoseNothing()
    {
        await using var channel = new FileTestChannel();
        await channel.Publisher.PublishSignalAsync(At(0, -300));
        using var python = Python(Write, channel.Folder, channel.DayPath(TransportClock.Noon));
        for (var number = 1001; number <= 1150; number++)
        {
            await python.StandardInput.BaseStream.WriteAsync(At(number, -200).CanonicalBytes);
            python.StandardInput.BaseStream.WriteByte((byte)'\n');
        }

        python.StandardInput.Close();
        for (var number = 1; number <= 150; number++)
        {
            (await channel.Publisher.PublishSignalAsync(At(number, -number))).Should().Be(PublishResult.Published);
        }

        await python.WaitForExitAsync();
        python.ExitCode.Should().Be(0);
        (await channel.KeptAsync()).Should().HaveCount(301);
        (await channel.Source.FetchLatestSignalAsync("BTC/USDT")).Should().Be(new FetchResult(At(1, -1).Signal, default));
        (await channel.Publisher.PublishSignalAsync(At(1001, -200))).Should().Be(PublishResult.Duplicate);
    }

    [SkippableFact]
    public async Task PythonReadingWhileCSharpWrites_SeesWholeLinesOnly()
    {
        await using var channel = new FileTestChannel(maxSignals: 30);
        await channel.Publisher.PublishSignalAsync(At(0, -300));
        using var python = Python(Read, channel.DayPath(TransportClock.Noon));
        (await python.StandardOutput.ReadLineAsync()).Should().Be("reading");

        for (var number = 1; number <= 300; number++)
        {
            await channel.Publisher.PublishSignalAsync(At(number, -number));
        }

        await python.StandardInput.WriteLineAsync();
        using var report = JsonDocument.Parse((await python.StandardOutput.ReadLineAsync())!);
        report.RootElement.GetProperty("bad").GetInt32().Should().Be(0);
        report.RootElement.GetProperty("looks").GetInt32().Should().BeGreaterThan(0);
    }

    private static Process Python(string script, params string[] arguments)
    {
        try
        {
            var info = new ProcessStartInfo("python3", ["-c", script, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            return Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "python3 is not installed");
            throw;
        }
    }
}
