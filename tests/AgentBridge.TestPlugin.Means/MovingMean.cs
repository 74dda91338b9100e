namespace AgentBridge.TestPlugin;

/// <summary>The mean of the last values, bit-identical wherever it started.</summary>
public sealed class MovingMean(int count)
{
    private readonly double[] _values = new double[count];
    private long _seen;

    public bool IsReady => _seen >= _values.Length;

    public double Value { get; private set; }

    public void Add(double value)
    {
        _values[_seen++ % _values.Length] = value;
        var sum = 0.0;
        for (var i = _seen; i < _seen + _values.Length; i++)
        {
            sum += _values[i % _values.Length];
        }

        Value = sum / _values.Length;
    }
}
