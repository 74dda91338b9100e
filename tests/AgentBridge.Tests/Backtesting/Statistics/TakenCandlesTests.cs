using AgentBridge.Backtesting;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Backtesting;

/// <summary>The bits of taken candles, against a list of booleans.</summary>
public sealed class TakenCandlesTests
{
    private const int Count = 300;

    [Fact]
    public void TryTakeAndClear_AnyRanges_AreThoseOfAList() => Property.Holds(Gen.Choose(0, (Count * Count) - 1).NonEmptyListOf(), 300, codes =>
    {
        var taken = new TakenCandles(Count);
        var list = new bool[Count];
        foreach (var code in codes)
        {
            var (first, last) = (Math.Min(code / Count, code % Count), Math.Max(code / Count, code % Count));
            var isFree = !list.AsSpan(first..(last + 1)).Contains(true);
            taken.TryTake(first, last).Should().Be(isFree);
            if (isFree)
            {
                list.AsSpan(first..(last + 1)).Fill(true);
            }
            else if (code % 5 == 0)
            {
                // Room for the next ones.
                taken.Clear();
                list.AsSpan().Clear();
            }
        }
    });

    [Fact]
    public void TakeOne_PlacesAllAround_TakesTheNextFreeOne()
    {
        var taken = new TakenCandles(Count);
        RandomPlace[] places = [new(0, 80), new(60, 70), new(100, 299)];

        int[] found = [taken.TakeOne(places, 1), taken.TakeOne(places, 1), taken.TakeOne(places, 1)];

        found.Should().Equal(1, 2, -1);
        taken.Clear();
        taken.TakeOne(places.AsSpan(0, 2), 0).Should().Be(0);
        taken.TakeOne(places.AsSpan(0, 2), 1).Should().Be(-1);
    }
}
