using System.Diagnostics;
using System.Globalization;
using System.Text;
using AgentBridge.Engine.FileChannel;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>Crashes, removed folders, day changes.</summary>
public sealed class FileFaultTests
{
    private const string Symbol = "BTC/USDT";

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task LastLine_TornAtEveryByte_IsNeverReadAndTheNextWriterRepairsIt()
    {
        await using var channel = new FileTestChannel();
        var path = channel.DayPath(TransportClock.Noon);
        var first = At(1, -60).CanonicalBytes.ToArray();
        var torn = At(2, -30).CanonicalBytes.ToArray();
        var third = At(3, -10).CanonicalBytes.ToArray();
        Directory.CreateDirectory(channel.Folder);
        torn.Length.Should().BeGreaterThan(200);

        for (var length = 1; length <= torn.Length; length++)
        {
            File.Delete(path + ".torn");
            await File.WriteAllBytesAsync(path, [.. first, (byte)'\n', .. torn[..length]]);

            (await channel.Source.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(At(1, -60).Signal, default));
            (await channel.Publisher.PublishSignalAsync(At(3, -10))).Should().Be(PublishResult.Published);

            File.ReadAllBytes(path).Should().Equal([.. first, (byte)'\n', .. third, (byte)'\n'], "torn after {0} bytes", length);
            File.ReadAllBytes(path + ".torn").Should().Equal([.. torn[..length], (byte)'\n']);
        }
    }

    [Fact]
    public async Task LastLine_TornOfTheSameDecision_IsPublishedAgain()
    {
        await using var channel = new FileTestChannel();
        Directory.CreateDirectory(channel.Folder);
        await File.WriteAllBytesAsync(channel.DayPath(TransportClock.Noon), At(1, 0).CanonicalBytes.ToArray());

        (await channel.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().BeNull();
        (await channel.Publisher.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
        (await channel.Publisher.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Duplicate);
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(1, 0).Signal);
    }

    [Fact]
    public async Task LastLine_TornLongerThanAnyBuffer_IsMovedWhole()
    {
        await using var channel = new FileTestChannel();
        var torn = Bytes(new string('x', 200_000));
        await channel.PushRawAsync([At(1, -60).CanonicalBytes.ToArray()]);
        await File.AppendAllBytesAsync(channel.DayPath(TransportClock.Noon), torn);

        (await channel.Source.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(At(1, -60).Signal, default));
        (await channel.Publisher.PublishSignalAsync(At(2, 0))).Should().Be(PublishResult.Published);

        (await channel.KeptAsync()).Should().HaveCount(2);
        File.ReadAllBytes(channel.DayPath(TransportClock.Noon) + ".torn").Should().Equal([.. torn, (byte)'\n']);
    }

    [Fact]
    public async Task Fetch_LinesOfEveryLength_AreCountedAsANaiveReaderCounts()
    {
        var random = new Random(4);
        for (var round = 0; round < 60; round++)
        {
            await using var channel = new FileTestChannel(maxSignals: 100_000);
            var lines = Enumerable.Range(0, random.Next(1, 40))
                .Select(_ => Bytes(new string('x', random.Next(6) switch { 0 => 4096, 1 => 4097, 2 => random.Next(40_000), 3 => 32 * 1024, _ => random.Next(500) })))
                .ToList();
            lines.Insert(random.Next(lines.Count + 1), At(1, 0).CanonicalBytes.ToArray());
            await channel.PushRawAsync(lines);

            var result = await channel.Source.FetchLatestSignalAsync(Symbol);

            var tooLarge = lines.Count(line => line.Length > 4096);
            result.Should().Be(new FetchResult(At(1, 0).Signal, new SkippedMessages { TooLarge = tooLarge, Malformed = lines.Count - tooLarge - 1 }));
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Fetch_LineOfAGigabyte_IsCountedAndHidesNothing()
    {
        await using var channel = new FileTestChannel();
        await channel.PushRawAsync([At(1, 0).CanonicalBytes.ToArray()]);
        await using (var file = new FileStream(channel.DayPath(TransportClock.Noon), FileMode.Open))
        {
            // A sparse file takes no disk space.
            file.SetLength(file.Length + (1L << 30));
            file.Seek(0, SeekOrigin.End);
            file.WriteByte((byte)'\n');
        }

        var result = await channel.Source.FetchLatestSignalAsync(Symbol);

        result.Should().Be(new FetchResult(At(1, 0).Signal, new SkippedMessages { TooLarge = 1 }));
        (await channel.Publisher.PublishSignalAsync(At(2, 1))).Should().Be(PublishResult.Published);
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(2, 1).Signal);
    }

    [Theory]
    [InlineData("99991231")]
    [InlineData("20991231")]
    [InlineData("99999999")]
    [InlineData("20250699")]
    public async Task Fetch_InvalidOrFutureDayFile_HidesNoSignalAndPrunesNone(string day)
    {
        await using var channel = new FileTestChannel(maxSignals: 10);
        await channel.Publisher.PublishSignalAsync(At(1, -60));
        var foreign = Path.Combine(channel.Folder, $"signals-{day}.jsonl");
        await File.WriteAllLinesAsync(foreign, Enumerable.Range(0, 50).Select(line => $"{line}"));

        (await channel.Source.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(At(1, -60).Signal, default));
        (await channel.Publisher.PublishSignalAsync(At(1, -60))).Should().Be(PublishResult.Duplicate);
        (await channel.Publisher.PublishSignalAsync(At(2, 0))).Should().Be(PublishResult.Published);

        (await channel.Source.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(At(2, 0).Signal, default));
        (await File.ReadAllLinesAsync(channel.DayPath(TransportClock.Noon))).Should().HaveCount(2);
        (await File.ReadAllLinesAsync(foreign)).Should().HaveCount(50);
    }

    [Theory]
    [InlineData("mkfifo", "{0}")]
    [InlineData("ln", "-s /dev/zero {0}")]
    public async Task Fetch_DayPathThatIsNotAFile_IsSkipped(string program, string arguments)
    {
        await using var channel = new FileTestChannel();
        await channel.Publisher.PublishSignalAsync(At(1, -60));
        Make(program, arguments, channel.DayPath(TransportClock.Noon.AddDays(-1)));

        var fetch = Task.Run(() => channel.Source.FetchLatestSignalAsync(Symbol));

        (await fetch.WaitAsync(TimeSpan.FromMinutes(1))).Should().Be(new FetchResult(At(1, -60).Signal, default));
    }

    [Theory]
    [InlineData("mkfifo", "{0}", "is a pipe")]
    [InlineData("ln", "-s /dev/zero {0}", "is a device")]
    public async Task Publish_TodaysPathIsNotAFile_ReportsIt(string program, string arguments, string expected)
    {
        await using var channel = new FileTestChannel();
        Directory.CreateDirectory(channel.Folder);
        Make(program, arguments, channel.DayPath(TransportClock.Noon));

        var publish = () => Task.Run(() => channel.Publisher.PublishSignalAsync(At(1, 0))).WaitAsync(TimeSpan.FromMinutes(1));

        (await publish.Should().ThrowAsync<TransportException>()).WithMessage($"file channel: *{expected}*");
    }

    [Fact]
    public async Task Folder_Removed_EveryCallReportsItUntilItIsBack()
    {
        await using var channel = new FileTestChannel();
        await channel.Publisher.PublishSignalAsync(At(1, 0));

        Directory.Delete(channel.Folder, recursive: true);
        await RefusesAsync(() => channel.Publisher.PublishSignalAsync(At(2, 0)), "file channel: the folder * is gone*");
        await RefusesAsync(() => channel.Source.FetchLatestSignalAsync(Symbol), "file channel: the folder * is gone*");
        Directory.Exists(channel.Folder).Should().BeFalse();

        Directory.CreateDirectory(channel.Folder);
        (await channel.Publisher.PublishSignalAsync(At(2, 0))).Should().Be(PublishResult.Published);
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(2, 0).Signal);
    }

    [Fact]
    public async Task Fetch_FolderNeverThere_FindsNothingAndMakesNone()
    {
        await using var channel = new FileTestChannel();

        (await channel.Source.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(null, default));

        Directory.Exists(channel.Folder).Should().BeFalse();
    }

    [Fact]
    public async Task Folder_IsAFile_EveryCallReportsIt()
    {
        await using var channel = new FileTestChannel();
        await File.WriteAllTextAsync(channel.Folder, "not a folder");

        await RefusesAsync(() => channel.Publisher.PublishSignalAsync(At(1, 0)), "file channel: * is a file, not a folder");
        await RefusesAsync(() => channel.Source.FetchLatestSignalAsync(Symbol), "file channel: * is a file, not a folder");
    }

    [Fact]
    public async Task Publish_AroundMidnight_GoesByTheDayOfTheDecision()
    {
        await using var channel = new FileTestChannel();
        var midnight = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero);
        channel.Clock.Now = midnight.AddSeconds(3);
        var after = Approve(ASignal(1) with { Timestamp = midnight });
        var before = Approve(ASignal(2) with { Timestamp = midnight.AddMilliseconds(-1) });

        await channel.Publisher.PublishSignalAsync(after);
        await channel.Publisher.PublishSignalAsync(before);

        Directory.GetFiles(channel.Folder, "signals-*").Select(Path.GetFileName).Should().BeEquivalentTo("signals-20260102.jsonl", "signals-20260103.jsonl");
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(after.Signal);
        (await channel.Publisher.PublishSignalAsync(before)).Should().Be(PublishResult.Duplicate);
    }

    [Fact]
    public async Task Publish_SevenDaysLater_RemovesWholeDaysAndNothingElse()
    {
        await using var channel = new FileTestChannel();
        for (var day = 0; day < 9; day++)
        {
            channel.Clock.Now = TransportClock.Noon.AddDays(day);
            await channel.PushRawAsync([Approve(ASignal(day) with { Timestamp = channel.Clock.Now }).CanonicalBytes.ToArray()]);
        }

        string[] foreign = ["notes.txt", "signals-20200101.jsonl.bak", "signals-2020010.jsonl", "signals-20209999.jsonl"];
        foreach (var name in foreign)
        {
            await File.WriteAllTextAsync(Path.Combine(channel.Folder, name), "x\n");
        }

        await File.WriteAllTextAsync(channel.DayPath(TransportClock.Noon) + ".torn", "x");
        await channel.Publisher.PublishSignalAsync(Approve(ASignal(99) with { Timestamp = channel.Clock.Now }));

        Directory.GetFiles(channel.Folder).Select(Path.GetFileName).Should().BeEquivalentTo(
            [.. foreign, ".lock", .. Enumerable.Range(4, 7).Select(day => $"signals-202601{day:00}.jsonl")]);
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Skipped.Stale.Should().Be(6);
    }

    [Fact]
    public async Task Publish_AtTheLimit_OldestDaysGoFirstAndADuplicateRemovesNothing()
    {
        await using var channel = new FileTestChannel(maxSignals: 10);
        for (var number = 0; number < 10; number++)
        {
            var timestamp = TransportClock.Noon.AddDays(number / 4);
            await channel.Publisher.PublishSignalAsync(Approve(ASignal(number) with { Timestamp = timestamp }));
        }

        await channel.Publisher.PublishSignalAsync(Approve(ASignal(0)));
        (await channel.KeptAsync()).Should().HaveCount(10);
        for (var number = 10; number < 15; number++)
        {
            await channel.Publisher.PublishSignalAsync(Approve(ASignal(number) with { Timestamp = TransportClock.Noon.AddDays(2) }));
        }

        File.Exists(channel.DayPath(TransportClock.Noon)).Should().BeFalse();
        (await channel.KeptAsync()).Reverse().Select(Encoding.UTF8.GetString).Should().Equal(
            Enumerable.Range(5, 10).Select(number => Text(ASignal(number) with { Timestamp = TransportClock.Noon.AddDays(Math.Min(2, number / 4)) })));
    }

    [Fact]
    public async Task Fetch_LeftoversOfACrash_AreNoSignals()
    {
        await using var channel = new FileTestChannel(maxSignals: 10);
        await channel.Publisher.PublishSignalAsync(At(1, -60));
        await File.WriteAllBytesAsync(channel.DayPath(TransportClock.Noon) + ".tmp", [.. At(2, 0).CanonicalBytes.ToArray(), (byte)'\n']);
        await File.WriteAllBytesAsync(channel.DayPath(TransportClock.Noon) + ".torn", [.. At(3, 0).CanonicalBytes.ToArray(), (byte)'\n']);

        (await channel.Source.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(At(1, -60).Signal, default));

        for (var number = 10; number < 20; number++)
        {
            (await channel.Publisher.PublishSignalAsync(At(number, 0))).Should().Be(PublishResult.Published);
        }

        File.Exists(channel.DayPath(TransportClock.Noon) + ".tmp").Should().BeFalse();
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task OneWriterTwoReaders_WhilePruning_SeeWholeLinesOnly()
    {
        await using var channel = new FileTestChannel(maxSignals: 20);
        await channel.Publisher.PublishSignalAsync(At(0, -500));
        using var done = new CancellationTokenSource();

        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var reader = (FileSignalChannel)channel.AnotherPublisher();
            var looks = 0;
            var newest = DateTimeOffset.MinValue;
            for (; !done.IsCancellationRequested; looks++)
            {
                var result = await reader.FetchLatestSignalAsync(Symbol);
                result.Skipped.Should().Be(default(SkippedMessages));
                result.Signal!.Timestamp.Should().BeOnOrAfter(newest);
                newest = result.Signal.Timestamp;
            }

            return looks;
        })).ToArray();
        for (var number = 1; number <= 400; number++)
        {
            await channel.Publisher.PublishSignalAsync(At(number, number - 500));
        }

        await done.CancelAsync();
        (await Task.WhenAll(readers)).Should().OnlyContain(looks => looks > 10);
    }

    [Theory]
    [InlineData("", 1000, 2_000)]
    [InlineData("x", 9, 2_000)]
    [InlineData("x", 100_001, 2_000)]
    [InlineData("x", 1000, 0)]
    [InlineData("x", 1000, 60_001)]
    public void Channel_OptionOutOfRange_IsNotMade(string folder, int maxSignals, int lockTimeoutMs)
    {
        var options = new FileChannelOptions { Folder = folder, MaxSignals = maxSignals, LockTimeout = TimeSpan.FromMilliseconds(lockTimeoutMs) };

        var make = () => new FileSignalChannel(options, TimeProvider.System);

        make.Should().Throw<ArgumentException>().WithMessage("file channel: *");
    }

    internal static async Task RefusesAsync(Func<Task> call, string message)
    {
        var failure = (await FluentActions.Awaiting(call).Should().ThrowAsync<TransportException>().WithMessage(message)).Which;
        failure.Message.Should().NotContain("\n");
    }

    private static string Text(TradingSignal signal) => Encoding.UTF8.GetString(Approve(signal).CanonicalBytes.Span);

    private static void Make(string program, string arguments, string path)
    {
        using var made = Process.Start(program, string.Format(CultureInfo.InvariantCulture, arguments, path).Split(' '));
        made.WaitForExit();
        made.ExitCode.Should().Be(0);
    }
}
