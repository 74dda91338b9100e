using System.Runtime.InteropServices;
using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>
/// What TA-Lib computes for an indicator of the catalogue, over the columns of the generated market, whole and value by value. All buffers are
/// allocated once and pinned.
/// </summary>
internal static unsafe class TaLibFunctions
{
    /// <summary>The values that a stream is opened with; enough for every default period.</summary>
    public const int History = 1_000;

    private static readonly Lazy<nint[]> Inputs = new(() =>
    {
        var c = GeneratedMarket.Candles;
        return [Pinned(c.Highs), Pinned(c.Lows), Pinned(c.Closes), Pinned(c.Volumes)];
    });

    private static readonly Lazy<nint[]> Outputs = new(() => [Pinned(new double[GeneratedMarket.Count]), Pinned(new double[GeneratedMarket.Count]), Pinned(new double[GeneratedMarket.Count])]);

    private static double* High => (double*)Inputs.Value[0];

    private static double* Low => (double*)Inputs.Value[1];

    private static double* Close => (double*)Inputs.Value[2];

    private static double* Volume => (double*)Inputs.Value[3];

    private static double* Out(int index) => (double*)Outputs.Value[index];

    /// <summary>The function over all bars; <see langword="null"/> if TA-Lib has none for the indicator.</summary>
    public static Action? Batch(TaLib library, string indicator, IndicatorParameters p) => indicator switch
    {
        "sma" => Values(library, "TA_SMA", p.Bars("period")),
        "ema" => Values(library, "TA_EMA", p.Bars("period")),
        "wma" => Values(library, "TA_WMA", p.Bars("period")),
        "rsi" => Values(library, "TA_RSI", p.Bars("period")),
        "max" => Values(library, "TA_MAX", p.Bars("period")),
        "min" => Values(library, "TA_MIN", p.Bars("period")),
        "roc" => Values(library, "TA_ROC", p.Bars("period")),
        "momentum" => Values(library, "TA_MOM", p.Bars("period")),
        "linear-regression" => Values(library, "TA_LINEARREG", p.Bars("period")),
        "atr" => Bars(library, "TA_ATR", p.Bars("period")),
        "natr" => Bars(library, "TA_NATR", p.Bars("period")),
        "adx" => Bars(library, "TA_ADX", p.Bars("period")),
        "cci" => Bars(library, "TA_CCI", p.Bars("period")),
        "williams-r" => Bars(library, "TA_WILLR", p.Bars("period")),
        "standard-deviation" => Deviation(library, p.Bars("period")),
        "macd" => Macd(library, p.Bars("fast"), p.Bars("slow"), p.Bars("signal")),
        "bollinger" => Bands(library, p.Bars("period"), p["deviations"]),
        "stochastic" => Stochastic(library, p.Bars("period"), p.Bars("smooth_k"), p.Bars("smooth_d")),
        "mfi" => MoneyFlow(library, p.Bars("period")),
        "obv" => Balance(library),
        _ => null,
    };

    private static Action Values(TaLib library, string name, int period)
    {
        var run = (delegate* unmanaged[Cdecl]<int, int, double*, int, int*, int*, double*, int>)library.Function(name);
        return () =>
        {
            int begin, count;
            Require(run(0, GeneratedMarket.Count - 1, Close, period, &begin, &count, Out(0)));
        };
    }

    private static Action Bars(TaLib library, string name, int period)
    {
        var run = (delegate* unmanaged[Cdecl]<int, int, double*, double*, double*, int, int*, int*, double*, int>)library.Function(name);
        return () =>
        {
            int begin, count;
            Require(run(0, GeneratedMarket.Count - 1, High, Low, Close, period, &begin, &count, Out(0)));
        };
    }

    private static Action Deviation(TaLib library, int period)
    {
        var run = (delegate* unmanaged[Cdecl]<int, int, double*, int, double, int*, int*, double*, int>)library.Function("TA_STDDEV");
        return () =>
        {
            int begin, count;
            Require(run(0, GeneratedMarket.Count - 1, Close, period, 1, &begin, &count, Out(0)));
        };
    }

    private static Action Macd(TaLib library, int fast, int slow, int signal)
    {
        var run = (delegate* unmanaged[Cdecl]<int, int, double*, int, int, int, int*, int*, double*, double*, double*, int>)library.Function("TA_MACD");
        return () =>
        {
            int begin, count;
            Require(run(0, GeneratedMarket.Count - 1, Close, fast, slow, signal, &begin, &count, Out(0), Out(1), Out(2)));
        };
    }

    private static Action Bands(TaLib library, int period, double deviations)
    {
        var run = (delegate* unmanaged[Cdecl]<int, int, double*, int, double, double, int, int*, int*, double*, double*, double*, int>)library.Function("TA_BBANDS");
        return () =>
        {
            int begin, count;
            Require(run(0, GeneratedMarket.Count - 1, Close, period, deviations, deviations, 0, &begin, &count, Out(0), Out(1), Out(2)));
        };
    }

    private static Action Stochastic(TaLib library, int period, int smoothK, int smoothD)
    {
        var run = (delegate* unmanaged[Cdecl]<int, int, double*, double*, double*, int, int, int, int, int, int*, int*, double*, double*, int>)library.Function("TA_STOCH");
        return () =>
        {
            int begin, count;
            Require(run(0, GeneratedMarket.Count - 1, High, Low, Close, period, smoothK, 0, smoothD, 0, &begin, &count, Out(0), Out(1)));
        };
    }

    private static Action MoneyFlow(TaLib library, int period)
    {
        var run = (delegate* unmanaged[Cdecl]<int, int, double*, double*, double*, double*, int, int*, int*, double*, int>)library.Function("TA_MFI");
        return () =>
        {
            int begin, count;
            Require(run(0, GeneratedMarket.Count - 1, High, Low, Close, Volume, period, &begin, &count, Out(0)));
        };
    }

    private static Action Balance(TaLib library)
    {
        var run = (delegate* unmanaged[Cdecl]<int, int, double*, double*, int*, int*, double*, int>)library.Function("TA_OBV");
        return () =>
        {
            int begin, count;
            Require(run(0, GeneratedMarket.Count - 1, Close, Volume, &begin, &count, Out(0)));
        };
    }

    /// <summary>The stream over all bars behind the history; <see langword="null"/> if it is not compared.</summary>
    public static Action? Stream(TaLib library, string indicator, IndicatorParameters p) => indicator switch
    {
        "sma" => ValueStream(library, "TA_SMA", p.Bars("period")),
        "ema" => ValueStream(library, "TA_EMA", p.Bars("period")),
        "wma" => ValueStream(library, "TA_WMA", p.Bars("period")),
        "rsi" => ValueStream(library, "TA_RSI", p.Bars("period")),
        "max" => ValueStream(library, "TA_MAX", p.Bars("period")),
        "min" => ValueStream(library, "TA_MIN", p.Bars("period")),
        "atr" => BarStream(library, "TA_ATR", p.Bars("period")),
        "adx" => BarStream(library, "TA_ADX", p.Bars("period")),
        "cci" => BarStream(library, "TA_CCI", p.Bars("period")),
        "williams-r" => BarStream(library, "TA_WILLR", p.Bars("period")),
        _ => null,
    };

    private static Action ValueStream(TaLib library, string name, int period)
    {
        var open = (delegate* unmanaged[Cdecl]<nint*, double*, int, int, double*, int>)library.Function(name + "_Open");
        var update = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, double, double*, int>)library.Function(name + "_Update");
        var close = (delegate* unmanaged[Cdecl]<nint, int>)library.Function(name + "_Close");
        return () =>
        {
            nint stream;
            double value;
            Require(open(&stream, Close, History, period, &value));
            var input = Close;
            var output = Out(0);
            for (var bar = History; bar < GeneratedMarket.Count; bar++)
            {
                update(stream, input[bar], output + bar);
            }

            Require(close(stream));
        };
    }

    private static Action BarStream(TaLib library, string name, int period)
    {
        var open = (delegate* unmanaged[Cdecl]<nint*, double*, double*, double*, int, int, double*, int>)library.Function(name + "_Open");
        var update = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, double, double, double, double*, int>)library.Function(name + "_Update");
        var close = (delegate* unmanaged[Cdecl]<nint, int>)library.Function(name + "_Close");
        return () =>
        {
            nint stream;
            double value;
            Require(open(&stream, High, Low, Close, History, period, &value));
            var high = High;
            var low = Low;
            var last = Close;
            var output = Out(0);
            for (var bar = History; bar < GeneratedMarket.Count; bar++)
            {
                update(stream, high[bar], low[bar], last[bar], output + bar);
            }

            Require(close(stream));
        };
    }

    private static void Require(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"TA-Lib answered {code}."));
        }
    }

    private static nint Pinned(ReadOnlySpan<double> values) => GCHandle.Alloc(values.ToArray(), GCHandleType.Pinned).AddrOfPinnedObject();
}
