namespace AgentBridge.Backtesting;

/// <summary>Which candles of a pair are within a trade: a bit for each.</summary>
internal sealed class TakenCandles(int count)
{
    // 64 bits a word.
    private const int Shift = 6;

    private readonly ulong[] _words = new ulong[(count + 63) >> Shift];

    /// <summary>Takes the candles of the first place of which none is taken.</summary>
    /// <param name="places">The places, at least one.</param>
    /// <param name="start">The place to begin at; behind the last one, the first one is next.</param>
    /// <returns>The index of the place; -1 if none is free.</returns>
    public int TakeOne(ReadOnlySpan<RandomPlace> places, int start)
    {
        var words = _words;
        for (var i = start; i < places.Length; i++)
        {
            if (IsBeginFree(words, places[i].First, places[i].Last) && TryTake(places[i].First, places[i].Last))
            {
                return i;
            }
        }

        for (var i = 0; i < start; i++)
        {
            if (IsBeginFree(words, places[i].First, places[i].Last) && TryTake(places[i].First, places[i].Last))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Takes candles if none of them is taken.</summary>
    /// <param name="first">The index of the first.</param>
    /// <param name="last">The index of the last.</param>
    public bool TryTake(int first, int last)
    {
        var words = _words;
        if (!IsBeginFree(words, first, last))
        {
            return false;
        }

        var (begin, end) = (first >> Shift, last >> Shift);
        var tail = TailOf(last);
        if (begin == end)
        {
            words[begin] |= HeadOf(first) & tail;
            return true;
        }

        if ((words[end] & tail) != 0)
        {
            return false;
        }

        // Few words: a call of a method for many would take longer.
        for (var i = begin + 1; i < end; i++)
        {
            if (words[i] != 0)
            {
                return false;
            }
        }

        words.AsSpan((begin + 1)..end).Fill(ulong.MaxValue);
        words[begin] |= HeadOf(first);
        words[end] |= tail;
        return true;
    }

    /// <summary>Gives back all candles.</summary>
    public void Clear() => _words.AsSpan().Clear();

    // A shift takes the lowest six bits of its count.
    private static ulong HeadOf(int first) => ulong.MaxValue << first;

    private static ulong TailOf(int last) => ulong.MaxValue >> ~last;

    /// <summary>Whether none of the candles in the first one's word is taken: most tries fail here.</summary>
    private static bool IsBeginFree(ulong[] words, int first, int last)
    {
        var mask = HeadOf(first) & (first >> Shift == last >> Shift ? TailOf(last) : ulong.MaxValue);
        return (words[first >> Shift] & mask) == 0;
    }
}
