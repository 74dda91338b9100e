using System.Diagnostics;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Cycle;

/// <summary>A strategy that does not answer loses the decisions of its own pair only, and the caller waits no longer than the limit.</summary>
public sealed class DecisionThreadsTests : IDisposable
{
    private const long Close = 1_748_736_000_000;
    private static readonly TimeSpan LongTimeout = TimeSpan.FromMinutes(5);
    private readonly ManualResetEventSlim _release = new();
    private int _begun;

    // Threads of a failed test must end with it.
    public void Dispose() => _release.Set();

    [Fact]
    public void Ask_AnswerInTime_IsDecided()
    {
        var threads = Threads(LongTimeout);

        threads.Ask("A", Close, () => 7, out var result).Should().Be(DecisionAnswer.Decided);

        result.Should().Be(7);
        threads.Ask("A", Close, () => 8, out result).Should().Be(DecisionAnswer.Decided, "the same candle may be asked for again");
        result.Should().Be(8);
    }

    [Fact]
    public void Ask_NeverAnswers_TurnsThePairOffWithOneThread()
    {
        var threads = Threads(TimeSpan.FromMilliseconds(100));

        UntilLate(threads, "A", Close, Hang);
        for (var loop = 0; loop < 1_000; loop++)
        {
            threads.Ask("A", Close + (loop * 300_000L), Hang, out _).Should().Be(DecisionAnswer.TimedOut);
        }

        _begun.Should().Be(1);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Ask_LateAnswer_IsDroppedAndThePairContinues()
    {
        var threads = Threads(TimeSpan.FromSeconds(3));
        UntilLate(threads, "A", Close, Hang);

        _release.Set();

        Eventually(() => threads.Ask("A", Close + 300_000, () => 2, out var result) == DecisionAnswer.Decided && result == 2);
    }

    [Fact]
    public void Ask_SameCandleAfterItWasLate_IsStartedOnceMoreOnly()
    {
        var threads = Threads(TimeSpan.FromMilliseconds(100));
        UntilLate(threads, "A", Close, Hang);
        _release.Set();
        using var second = new ManualResetEventSlim();
        Eventually(() => threads.Ask("A", Close, () => Begin(second), out _) is var answer && _begun == 2 && answer == DecisionAnswer.TimedOut);
        second.Set();

        for (var loop = 0; loop < 200; loop++)
        {
            threads.Ask("A", Close, () => Begin(second), out _).Should().Be(DecisionAnswer.TimedOut);
        }

        _begun.Should().Be(2);
        Eventually(() => threads.Ask("A", Close + 300_000, () => 3, out var result) == DecisionAnswer.Decided && result == 3);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Ask_OnePairHangs_OthersAreDecided()
    {
        var threads = Threads(TimeSpan.FromSeconds(5));
        UntilLate(threads, "A", Close, Hang);

        foreach (var pair in Enumerable.Range(0, 50).Select(number => $"P{number}"))
        {
            Eventually(() => threads.Ask(pair, Close, () => 1, out _) == DecisionAnswer.Decided);
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Ask_ManyPairsHang_TheirThreadsAreBounded()
    {
        var threads = Threads(TimeSpan.FromMilliseconds(100));
        for (var number = 0; number < DecisionThreads<int>.MostHanging; number++)
        {
            UntilLate(threads, $"P{number}", Close, Hang);
        }

        for (var number = 0; number < 100; number++)
        {
            threads.Ask($"Q{number}", Close, Hang, out _).Should().Be(DecisionAnswer.TimedOut);
        }

        _begun.Should().Be(DecisionThreads<int>.MostHanging);
        _release.Set();
        Eventually(() => threads.Ask("Q0", Close, () => 1, out _) == DecisionAnswer.Decided);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Ask_ManyPairsHangAtOnce_TheCallerWaitsTheLimitForAllOfThem()
    {
        var threads = Threads(TimeSpan.FromSeconds(5));
        var began = Stopwatch.StartNew();

        for (var number = 0; number < DecisionThreads<int>.MostHanging; number++)
        {
            _ = threads.Ask($"P{number}", Close, Hang, out _);
        }

        // The limit for each of them would be 40 s.
        began.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(25));
    }

    [Fact]
    public void Ask_WorkThatThrows_RethrowsAndIsStartedAgain()
    {
        var threads = Threads(LongTimeout);

        var ask = () => threads.Ask("A", Close, () => throw new InvalidDataException("of the strategy"), out _);

        ask.Should().Throw<InvalidDataException>().WithMessage("of the strategy");
        threads.Ask("A", Close, () => 1, out _).Should().Be(DecisionAnswer.Decided);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Ask_WaitIsEnded_ThrowsAndLeavesTheThread()
    {
        var threads = Threads(LongTimeout);
        using var stop = new CancellationTokenSource();
        var asked = Task.Run(() => threads.Ask("A", Close, Hang, out _, stop.Token));
        await Task.Run(() => SpinWait.SpinUntil(() => Volatile.Read(ref _begun) == 1));

        await stop.CancelAsync();

        await asked.Awaiting(a => a).Should().ThrowAsync<OperationCanceledException>();
    }

    private static DecisionThreads<int> Threads(TimeSpan limit) => new(limit, TimeProvider.System);

    private static void UntilLate(DecisionThreads<int> threads, string pair, long close, Func<int> decide) =>
        Eventually(() => threads.Ask(pair, close, decide, out _) == DecisionAnswer.TimedOut);

    private static void Eventually(Func<bool> condition) => SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(2)).Should().BeTrue();

    private int Hang() => Begin(_release);

    private int Begin(ManualResetEventSlim until)
    {
        _ = Interlocked.Increment(ref _begun);
        until.Wait();
        return 1;
    }
}
