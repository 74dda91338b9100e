namespace AgentBridge.Market;

/// <summary>
/// One candle after the other, prices in ticks. The variance of a candle's return follows GARCH(1,1) (today's shock makes
/// tomorrow more volatile), the drift changes by chance every few hours, and a soft pull keeps long histories in sight of the start.
/// </summary>
internal sealed class SampleMarket(long seed, double startTicks)
{
    private const int StepsPerCandle = 8;
    private const double UsualVariance = 1.3e-6;
    private const double ShockWeight = 0.07;
    private const double MemoryWeight = 0.90;
    private const double WildestVariance = 40 * UsualVariance;
    private const double DriftDeviation = 0.12;
    private const double DriftChange = 1.0 / 60;
    private const double JumpChance = 1.0 / 700;
    private const double Pull = 2e-5;
    private const long MillisecondsPerHour = 3_600_000;

    private SampleRandom _random = new(seed);
    private double _variance = UsualVariance;
    private double _drift;
    private double _trade = 60;

    public long Open { get; private set; }

    public long High { get; private set; }

    public long Low { get; private set; }

    public long Close { get; private set; } = (long)Math.Round(startTicks);

    public double Volume { get; private set; }

    public void Step(long openTimeMs)
    {
        Open = NextOpen();
        var deviation = Math.Sqrt(_variance);
        ChangeDrift();
        var walked = Walk(deviation);
        var variance = ((1 - ShockWeight - MemoryWeight) * UsualVariance) + (ShockWeight * walked * walked) + (MemoryWeight * _variance);
        _variance = Math.Min(WildestVariance, variance);
        Volume = NextVolume(openTimeMs, Math.Abs(walked) / Math.Sqrt(UsualVariance));
    }

    private long NextOpen()
    {
        // One candle in eight opens beside the last trade.
        var bits = _random.NextBits();
        return (bits & 7) != 0 ? Close : Math.Max(1, Close + (long)((bits >> 3) % 7) - 3);
    }

    private void ChangeDrift()
    {
        if (_random.NextUniform() < DriftChange)
        {
            _drift = _random.NextNormal() * DriftDeviation;
        }
    }

    /// <summary>The way from open to close in small steps, whose extremes are the wicks.</summary>
    /// <returns>The candle's return.</returns>
    private double Walk(double deviation)
    {
        var stepDeviation = deviation / Math.Sqrt(StepsPerCandle);
        var pull = Pull * ((Open - startTicks) / startTicks);
        var drift = ((_drift * deviation) / StepsPerCandle) - pull;
        var jump = _random.NextUniform() < JumpChance ? _random.NextNormal() * 4 * deviation : 0;
        double price = Open;
        double high = price;
        double low = price;
        for (var i = 0; i < StepsPerCandle; i++)
        {
            price *= 1 + drift + (stepDeviation * _random.NextNormal()) + (i == 3 ? jump : 0);
            high = Math.Max(high, price);
            low = Math.Min(low, price);
        }

        Close = Math.Max(1, (long)Math.Round(price));
        High = Math.Max(Math.Max(Open, Close), (long)Math.Round(high));
        Low = Math.Max(1, Math.Min(Math.Min(Open, Close), (long)Math.Round(low)));
        return (price / Open) - 1;
    }

    /// <summary>More is traded in wild candles, in the afternoon (UTC), and where much was traded just before.</summary>
    private double NextVolume(long openTimeMs, double move)
    {
        var hour = (int)(openTimeMs / MillisecondsPerHour % 24);
        var rhythm = 0.7 + (0.6 * (1 - (Math.Abs(hour - 15) / 15.0)));
        var wanted = 60 * rhythm * (0.35 + move) * (0.5 + _random.NextUniform());
        _trade = (0.6 * _trade) + (0.4 * wanted);
        return Math.Max(0.00001, _trade);
    }
}
