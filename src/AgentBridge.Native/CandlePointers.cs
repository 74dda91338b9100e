using AgentBridge.Market;

namespace AgentBridge.Native;

/// <summary>Columns in a host's memory: each pointer refers to <see cref="Count"/> contiguous values.</summary>
/// <param name="Times">64-bit integers: open instants in Unix milliseconds.</param>
/// <param name="Opens">Doubles.</param>
/// <param name="Highs">Doubles.</param>
/// <param name="Lows">Doubles.</param>
/// <param name="Closes">Doubles.</param>
/// <param name="Volumes">Doubles.</param>
/// <param name="Count">Candles, ≥ 0.</param>
public readonly record struct CandlePointers(nint Times, nint Opens, nint Highs, nint Lows, nint Closes, nint Volumes, int Count)
{
    /// <summary>More candles than that in one batch are a mistake (a century of minutes is 53 million).</summary>
    public const int MaxCount = 100_000_000;

    /// <summary>The candles, copied: the host's memory is not read after the call.</summary>
    internal CandleColumns Copy()
    {
        if (Count is < 0 or > MaxCount)
        {
            throw new NativeException(NativeStatus.BadArgument, FormattableString.Invariant($"a batch has 0 to {MaxCount} candles, not {Count}"));
        }

        if (Count > 0 && (Times == 0 || Opens == 0 || Highs == 0 || Lows == 0 || Closes == 0 || Volumes == 0))
        {
            throw new NativeException(NativeStatus.BadArgument, "a column's pointer is null");
        }

        return new CandleColumns(Column<long>(Times), Column<double>(Opens), Column<double>(Highs), Column<double>(Lows), Column<double>(Closes), Column<double>(Volumes));
    }

    private unsafe T[] Column<T>(nint pointer)
        where T : unmanaged => new ReadOnlySpan<T>((void*)pointer, Count).ToArray();
}
