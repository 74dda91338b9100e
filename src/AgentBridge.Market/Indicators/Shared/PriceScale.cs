using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// A power of two near 1 / the first value that is not 0, so that squares of prices of 1e-300 or 1e300 neither vanish nor overflow. Nothing is lost by it.
/// </summary>
internal struct PriceScale
{
    /// <summary>Scaled values up to this have squares whose sums are finite.</summary>
    private const double Largest = 1e145;

    private double _up;
    private double _down;

    /// <summary>A value in scaled units; 0 before the first one that is not 0.</summary>
    public readonly double Up(double value) => value * _up;

    /// <summary>A scaled value in units of the price.</summary>
    public readonly double Down(double value) => value * _down;

    /// <summary>The largest value that can be taken.</summary>
    public readonly double Limit => _up == 0 ? WindowSum.Largest : Math.Min(Largest * _down, WindowSum.Largest);

    /// <summary>Whether a value can be taken. Ask before <see cref="Fit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Takes(double value) => WindowSum.Takes(value) && Math.Abs(value * _up) <= Largest;

    /// <summary>Sets the scale at the first value that is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fit(double value)
    {
        if (_up == 0)
        {
            Begin(value);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Begin(double value)
    {
        if (value != 0)
        {
            var power = Math.Max(Math.ILogB(value), -1_000);
            _up = Math.ScaleB(1, -power);
            _down = Math.ScaleB(1, power);
        }
    }
}
