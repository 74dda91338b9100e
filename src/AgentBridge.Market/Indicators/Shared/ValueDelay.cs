namespace AgentBridge.Market;

/// <summary>The value of n values ago.</summary>
internal struct ValueDelay(int length)
{
    private double[] _values = new double[length];
    private int _next;

    /// <summary>Whether there were at least n values.</summary>
    public bool IsFull { get; private set; }

    /// <summary>The value that lies n values before the next one; meaningless until <see cref="IsFull"/>.</summary>
    public readonly double Oldest => _values[_next];

    public void Push(double value)
    {
        _values[_next++] = value;
        if (_next == _values.Length)
        {
            _next = 0;
            IsFull = true;
        }
    }

    /// <summary>A copy with a buffer of its own; an assigned struct shares it.</summary>
    public readonly ValueDelay Clone()
    {
        var copy = this;
        copy._values = [.. _values];
        return copy;
    }

    public void Reset()
    {
        _next = 0;
        IsFull = false;
    }
}
