namespace AgentBridge.Market;

/// <summary>An indicator of one value a bar, which has one output: from the catalogue it runs over the closes.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public abstract class ValueIndicator : IIndicator
{
    private protected ValueIndicator()
    {
    }

    /// <inheritdoc/>
    public abstract bool IsReady { get; }

    /// <summary>The current output; NaN until <see cref="IsReady"/>.</summary>
    public abstract double Value { get; }

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite, or from which no finite output can be computed, is refused and changes nothing.</returns>
    public abstract bool Update(double value);

    /// <summary>The value of <see cref="Value"/> after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The output; NaN if it is not ready or <see cref="Update"/> would refuse the value.</returns>
    public abstract double Peek(double value);

    /// <summary>Takes many values: <see cref="Update"/> for each, writing <see cref="Value"/>; NaN for one that is refused.</summary>
    /// <param name="values">The next values, oldest first.</param>
    /// <param name="destination">At least as long as the values.</param>
    public virtual void UpdateAll(ReadOnlySpan<double> values, Span<double> destination)
    {
        for (var i = 0; i < values.Length; i++)
        {
            destination[i] = Update(values[i]) ? Value : double.NaN;
        }
    }

    /// <inheritdoc/>
    public abstract void Reset();

    bool IIndicator.Update(in Candle bar) => Update(bar.Close);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.Close);
        return Takes(bar.Close);
    }

    IIndicator IIndicator.Clone() => Copy();

    /// <summary>Whether <see cref="Update"/> would take a value.</summary>
    private protected abstract bool Takes(double value);

    private protected abstract ValueIndicator Copy();
}
