namespace AgentBridge.Backtesting;

/// <summary>Which candles of a pair are within a trade: a bit for each.</summary>
internal sealed class TakenCandles(int count)
{
    private readonly ulong[] _words = new ulong[(count + 63) / 64];

    /// <summary>Takes candles if none of them is taken.</summary>
    /// <param name="first">The index of the first.</param>
    /// <param name="last">The index of the last.</param>
    public bool TryTake(int first, int last)
    {
        var (begin, end) = (first / 64, last / 64);
        var (head, tail) = Masks(first, last);
        if (begin == end)
        {
            if ((_words[begin] & head & tail) != 0)
            {
                return false;
            }

            _words[begin] |= head & tail;
            return true;
        }

        var between = _words.AsSpan((begin + 1)..end);
        if ((_words[begin] & head) != 0 || (_words[end] & tail) != 0 || between.ContainsAnyExcept(0UL))
        {
            return false;
        }

        _words[begin] |= head;
        _words[end] |= tail;
        between.Fill(ulong.MaxValue);
        return true;
    }

    /// <summary>Gives back candles that were taken together.</summary>
    public void Free(int first, int last)
    {
        var (begin, end) = (first / 64, last / 64);
        var (head, tail) = Masks(first, last);
        if (begin == end)
        {
            _words[begin] &= ~(head & tail);
            return;
        }

        _words[begin] &= ~head;
        _words[end] &= ~tail;
        _words.AsSpan((begin + 1)..end).Clear();
    }

    /// <summary>The bits from the first on, and those up to the last.</summary>
    private static (ulong Head, ulong Tail) Masks(int first, int last) => (ulong.MaxValue << (first % 64), ulong.MaxValue >> (63 - (last % 64)));
}
