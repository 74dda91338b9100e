using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>Mean and standard deviation of the last n values, from sums about a value near those of the window, so that near prices do not cancel.</summary>
internal struct WindowMoments(int length)
{
    private readonly WholeDivisor _count = new(length);
    private ExactWindow<WholeMoments, MomentPart> _window = new(length);
    private PriceScale _scale;

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _window.IsFull;

    /// <summary>Those of the last n values; of meaning once <see cref="IsFull"/>.</summary>
    public readonly Moments Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Of(in _window, _scale);
    }

    /// <summary>Takes the next value.</summary>
    /// <returns>Whether it was taken; not one whose square would overflow.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(double value)
    {
        if (WindowSum.Takes(value) && _window.TryPush(_scale.Up(value)))
        {
            return true;
        }

        if (!_scale.Takes(value))
        {
            return false;
        }

        _scale.Fit(value);
        _window.Push(_scale.Up(value));
        return true;
    }

    /// <summary>Takes many values, and writes mean and deviation behind each; NaN for one that is refused.</summary>
    /// <param name="values">The next values, oldest first.</param>
    /// <param name="means">As long as the values; empty if they are not needed.</param>
    /// <param name="deviations">As long as the values.</param>
    public void PushAll(ReadOnlySpan<double> values, Span<double> means, Span<double> deviations)
    {
        Span<double> buffer = values.Length > length + WholeMomentsRun.Lanes ? stackalloc double[WholeMomentsRun.Buffer] : [];
        var (taken, isBehind) = (0, false);
        for (var i = 0; i < values.Length;)
        {
            // Behind so many values in a row, all that leave the window are among them.
            if (taken >= length + WholeMomentsRun.Lanes)
            {
                var count = WholeMomentsRun.Run(_count, values, i, _scale.Limit, means, deviations, buffer);
                i += count;
                isBehind |= count > 0;
                taken -= count > 0 ? 0 : WholeMomentsRun.Lanes;
                continue;
            }

            CatchUp(values[..i], ref isBehind);
            var isTaken = TryPush(values[i]);
            taken = isTaken ? taken + 1 : 0;
            var (mean, deviation) = isTaken && IsFull ? (Current.Mean, Current.Deviation) : (double.NaN, double.NaN);
            deviations[i] = deviation;
            if (!means.IsEmpty)
            {
                means[i] = mean;
            }

            i++;
        }

        CatchUp(values, ref isBehind);
    }

    /// <summary>Those after one more value; nothing changes.</summary>
    /// <returns>Whether <see cref="TryPush"/> would take the value and the window is full then.</returns>
    public readonly bool TryPeek(double value, out Moments moments)
    {
        moments = default;
        if (!_scale.Takes(value) || !_window.IsFullAfterNext)
        {
            return false;
        }

        var scale = _scale;
        scale.Fit(value);
        var next = _window.Peek(scale.Up(value));
        moments = Of(in next, scale);
        return true;
    }

    public readonly bool Takes(double value) => _scale.Takes(value);

    public readonly WindowMoments Clone()
    {
        var copy = this;
        copy._window = _window.Clone();
        return copy;
    }

    public void Reset()
    {
        _window.Reset();
        _scale = default;
    }

    /// <summary>Goes on behind values that were added up elsewhere.</summary>
    private void CatchUp(ReadOnlySpan<double> values, ref bool isBehind)
    {
        if (!isBehind)
        {
            return;
        }

        isBehind = false;
        Span<double> window = stackalloc double[WholeMomentsRun.LongestWindow];
        window = window[..length];
        for (var i = 0; i < length; i++)
        {
            window[i] = _scale.Up(values[values.Length - length + i]);
        }

        _window.GoOnBehind(window);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Moments Of(ref readonly ExactWindow<WholeMoments, MomentPart> window, PriceScale scale)
    {
        if (!window.IsWhole)
        {
            return OfBlocks(in window, scale);
        }

        ref readonly var sums = ref window.Whole;
        ref readonly var units = ref window.Units;
        var spread = Math.Sqrt(sums.Spread(length));
        return new(
            scale.Down(units.Mean(sums.Sum.High, sums.Sum.Low, _count)),
            spread,
            (length * window.NewestWhole) - sums.Sum.Value,
            scale.Down(spread / _count.Value * units.Unit));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly Moments OfBlocks(ref readonly ExactWindow<WholeMoments, MomentPart> window, PriceScale scale)
    {
        var (part, origin, count) = (window.Total, window.Origin, _count.Value);
        var spread = Math.Sqrt(Math.Max(((part.Squares * count) - part.Sum.Squared()).Rounded, 0));
        return new(
            scale.Down((DoubleDouble.Product(origin, count) + part.Sum).DividedBy(count)),
            spread,
            ((DoubleDouble.Sum(window.Newest, -origin) * count) - part.Sum).Rounded,
            scale.Down(spread / count));
    }
}
