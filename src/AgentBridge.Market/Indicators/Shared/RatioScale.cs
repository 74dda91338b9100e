namespace AgentBridge.Market;

/// <summary>
/// Keeps means of which only the ratio counts away from 0 in a long halt: there all of them shrink by the same factor, which is given back.
/// </summary>
internal struct RatioScale
{
    private const int StepBits = 512;
    private const double Small = 1e-180;

    private int _steps;

    /// <summary>Whether the means are not scaled.</summary>
    public readonly bool IsOne => _steps == 0;

    /// <summary>The power of two by which all the means are to be multiplied before the next values are added; 1 as a rule.</summary>
    /// <param name="largest">The largest of the means.</param>
    /// <param name="isHalt">Whether all the next values are 0.</param>
    public double Next(double largest, bool isHalt)
    {
        if (!isHalt)
        {
            var down = _steps == 0 ? 1 : Math.ScaleB(1, -StepBits * _steps);
            _steps = 0;
            return down;
        }

        if (largest is >= Small or 0)
        {
            return 1;
        }

        _steps++;
        return Math.ScaleB(1, StepBits);
    }
}
