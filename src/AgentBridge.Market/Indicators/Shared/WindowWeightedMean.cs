using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The mean of the last n values, weighted by 1 for the oldest to n for the newest: the exact one, rounded once.</summary>
internal struct WindowWeightedMean(int length)
{
    /// <summary>No weighted sum of n values up to this overflows.</summary>
    private readonly double _largest = Math.Min(double.MaxValue / (4.0 * length * length), WindowSum.Largest);

    private readonly double _weights = length * (length + 1.0) / 2;
    private BlockWindow<WeightedPart> _window = new(length);

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _window.IsFull;

    /// <summary>The mean; NaN until <see cref="IsFull"/>.</summary>
    public readonly double Mean => IsFull ? Of(_window.Total, _window.Origin) : double.NaN;

    /// <summary>Whether a value can be taken. Ask before <see cref="Push"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Takes(double value) => Math.Abs(value) <= _largest;

    /// <summary>Takes the next value; one that <see cref="Takes"/> accepts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value) => _window.Push(value);

    /// <summary>The mean after one more value; NaN if there are not n then. Nothing changes.</summary>
    public readonly double PeekMean(double value)
    {
        if (!_window.IsFullAfterNext)
        {
            return double.NaN;
        }

        var (total, origin) = _window.Peek(value);
        return Of(total, origin);
    }

    public readonly WindowWeightedMean Clone()
    {
        var copy = this;
        copy._window = _window.Clone();
        return copy;
    }

    public void Reset() => _window.Reset();

    private readonly double Of(in WeightedPart total, double origin) => (DoubleDouble.Product(origin, _weights) + total.Weighted).DividedBy(_weights);
}
