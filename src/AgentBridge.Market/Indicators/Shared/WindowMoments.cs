namespace AgentBridge.Market;

/// <summary>Mean and standard deviation of the last n values, from sums about a value of the window, so that near prices do not cancel.</summary>
internal struct WindowMoments(int length)
{
    private BlockWindow<MomentPart> _window = new(length);
    private PriceScale _scale;
    private double _newest;

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _window.IsFull;

    /// <summary>Those of the last n values; of meaning once <see cref="IsFull"/>.</summary>
    public readonly Moments Current => new(_window.Total, _window.Origin, _newest, length, _scale);

    /// <summary>Takes the next value.</summary>
    /// <returns>Whether it was taken; not one whose square would overflow.</returns>
    public bool TryPush(double value)
    {
        if (!_scale.Takes(value))
        {
            return false;
        }

        _scale.Fit(value);
        _newest = _scale.Up(value);
        _window.Push(_newest);
        return true;
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
        var (total, origin) = _window.Peek(scale.Up(value));
        moments = new Moments(total, origin, scale.Up(value), length, scale);
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
        _newest = 0;
    }
}
