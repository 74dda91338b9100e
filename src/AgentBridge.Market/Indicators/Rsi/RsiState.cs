using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// Wilder's relative strength index with TA-Lib's seed: the share of the rises in all moves, 100·g/(g + l), with g and l the averages of rises and falls. They begin
/// as the means of the first <c>period</c> changes, then <c>g = (1 - 1/period)·g + 1/period·rise</c>. 0 where nothing has moved yet, as in TA-Lib.
/// A copy of the state is a clone.
/// </summary>
/// <remarks>Within 4 units of the last place. In a halt both averages shrink alike and the index keeps its value, however long it lasts.</remarks>
public partial struct RsiState
{
    /// <summary>Values at once in a batch; so few that no mean of <see cref="CanAddPiece"/> can fade within them.</summary>
    private const int Piece = 256;

    // Of rises and of falls.
    private RecursiveMeanPair _means;
    private PriceScale _price;
    private RatioScale _scale;
    private double _previous;
    private bool _hasPrevious;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Changes in the averages, from 2 to 10,000.</param>
    public RsiState(int period)
    {
        Period = WindowPeriod.Checked(period, 2);
        _means = new RecursiveMeanPair(RecursiveMean.Wilder(period));
    }

    /// <summary>Changes in the averages; 0 in the default value, which refuses every value.</summary>
    public int Period { get; }

    /// <summary>Whether at least <see cref="Period"/> changes were seen.</summary>
    public readonly bool IsReady => _means.IsReady;

    /// <summary>The current index, from 0 to 100; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => IsReady ? Index(_means.Values[0], _means.Values[1]) : double.NaN;

    /// <summary>The number of values after which the index no longer depends, to the bit, on where it started.</summary>
    /// <param name="period">Changes in the averages, from 2 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period, 2) + 1 + RecursiveMean.StepsToForget(1.0 / period);

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite, is beyond 1e304, or is more than 1e145 times the first is refused and changes nothing.</returns>
    public bool Update(double value)
    {
        if (!_price.Takes(value) || Period == 0)
        {
            return false;
        }

        _price.Fit(value);
        if (_hasPrevious)
        {
            Add(_price.Up(value - _previous));
        }

        _previous = value;
        _hasPrevious = true;
        return true;
    }

    /// <summary>The value of <see cref="Value"/> after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The index; NaN if it is not ready or <see cref="Update"/> would refuse the value.</returns>
    public readonly double Peek(double value)
    {
        var copy = this;
        return copy.Update(value) ? copy.Value : double.NaN;
    }

    /// <summary>Takes many values: <see cref="Update"/> for each, writing <see cref="Value"/>; NaN for one that is refused.</summary>
    /// <param name="values">The next values, oldest first.</param>
    /// <param name="destination">At least as long as the values.</param>
    public void UpdateAll(ReadOnlySpan<double> values, Span<double> destination)
    {
        for (var i = 0; i < values.Length; i++)
        {
            while (CanAddPiece)
            {
                var count = Columns.LengthWithin(values[i..Math.Min(i + Piece, values.Length)], _price.Limit);
                if (count == 0)
                {
                    break;
                }

                AddPiece(values.Slice(i, count), destination[i..]);
                i += count;
            }

            if (i < values.Length)
            {
                destination[i] = Update(values[i]) ? Value : double.NaN;
            }
        }
    }

    /// <summary>Forgets every value.</summary>
    public void Reset()
    {
        _means.Reset();
        _price = default;
        _scale = default;
        _hasPrevious = false;
    }

    /// <summary>100·rise/(rise + fall); 0 where both are 0.</summary>
    internal static double Index(double rise, double fall)
    {
        var all = rise + fall;
        return all == 0 ? 0 : 100 * (rise / all);
    }

    /// <summary>Whether the ratio's scale has nothing to do for a piece: the larger mean at most halves with each value.</summary>
    private readonly bool CanAddPiece => IsReady && _scale.IsOne && _means.Greatest >= 1e-60;

    private void AddPiece(ReadOnlySpan<double> values, Span<double> destination)
    {
        Span<double> rises = stackalloc double[Piece];
        Span<double> falls = stackalloc double[Piece];
        rises = rises[..values.Length];
        falls = falls[..values.Length];
        RsiBatch.Moves(values, _previous, _price.Up(1), rises, falls);
        _means.AddAll(rises, falls);
        RsiBatch.Index(rises, falls, destination);
        _previous = values[^1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(double change)
    {
        if ((change == 0 || !_scale.IsOne) && IsReady)
        {
            _means.Scale(_scale.Next(_means.Greatest, change == 0));
        }

        _means.Add(Vector128.Max(Vector128.Create(change, -change), Vector128<double>.Zero));
    }
}
