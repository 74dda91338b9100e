using AgentBridge.Backtesting;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Backtesting;

/// <summary>The bits of taken candles, against a list of booleans.</summary>
public sealed class TakenCandlesTests
{
    private const int Count = 300;

    [Fact]
    public void TryTakeAndFree_AnyRanges_AreThoseOfAList() => Property.Holds(Gen.Choose(0, (Count * Count) - 1).NonEmptyListOf(), 300, codes =>
    {
        var taken = new TakenCandles(Count);
        var list = new bool[Count];
        var kept = new List<(int First, int Last)>();
        foreach (var code in codes)
        {
            var (first, last) = (Math.Min(code / Count, code % Count), Math.Max(code / Count, code % Count));
            var isFree = !list.AsSpan(first..(last + 1)).Contains(true);
            taken.TryTake(first, last).Should().Be(isFree);
            if (isFree)
            {
                list.AsSpan(first..(last + 1)).Fill(true);
                kept.Add((first, last));
            }
            else if (kept.Count > 0)
            {
                // Room for the next ones.
                var (from, to) = kept[code % kept.Count];
                kept.RemoveAt(code % kept.Count);
                taken.Free(from, to);
                list.AsSpan(from..(to + 1)).Clear();
            }
        }
    });
}
