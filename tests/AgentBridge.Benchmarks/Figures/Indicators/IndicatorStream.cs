using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>Updates bar by bar through the indicator's own type, as a program does that names it and TA-Lib's streams are run.</summary>
internal static class IndicatorStream
{
    /// <summary>Runs all bars, and keeps the first output of each.</summary>
    public static void Run(IIndicator indicator, Candle[] candles, double[] destination)
    {
        switch (indicator)
        {
            case SmaState sma:
                for (var bar = 0; bar < candles.Length; bar++)
                {
                    sma.Update(candles[bar].Close);
                    destination[bar] = sma.Value;
                }

                break;
            case WmaState wma:
                for (var bar = 0; bar < candles.Length; bar++)
                {
                    wma.Update(candles[bar].Close);
                    destination[bar] = wma.Value;
                }

                break;
            case MaxState max:
                for (var bar = 0; bar < candles.Length; bar++)
                {
                    max.Update(candles[bar].High);
                    destination[bar] = max.Value;
                }

                break;
            case MinState min:
                for (var bar = 0; bar < candles.Length; bar++)
                {
                    min.Update(candles[bar].Low);
                    destination[bar] = min.Value;
                }

                break;
            case WilliamsRState williams:
                for (var bar = 0; bar < candles.Length; bar++)
                {
                    williams.Update(candles[bar].High, candles[bar].Low, candles[bar].Close);
                    destination[bar] = williams.Value;
                }

                break;
            case CciState cci:
                for (var bar = 0; bar < candles.Length; bar++)
                {
                    cci.Update(candles[bar].High, candles[bar].Low, candles[bar].Close);
                    destination[bar] = cci.Value;
                }

                break;
            case StochasticState stochastic:
                for (var bar = 0; bar < candles.Length; bar++)
                {
                    stochastic.Update(candles[bar].High, candles[bar].Low, candles[bar].Close);
                    destination[bar] = stochastic.K;
                }

                break;
            default:
                typeof(IndicatorStream).GetMethod(nameof(RunAs), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                    .MakeGenericMethod(indicator.GetType()).CreateDelegate<Action<IIndicator, Candle[], double[]>>()(indicator, candles, destination);
                break;
        }
    }

    /// <summary>Compiled for a struct by itself; the common form of the others.</summary>
    private static void RunAs<T>(IIndicator opened, Candle[] candles, double[] destination)
        where T : IIndicator
    {
        var indicator = (T)opened;
        Span<double> values = stackalloc double[8];
        for (var bar = 0; bar < candles.Length; bar++)
        {
            indicator.Update(in candles[bar]);
            indicator.Read(values);
            destination[bar] = values[0];
        }
    }
}
