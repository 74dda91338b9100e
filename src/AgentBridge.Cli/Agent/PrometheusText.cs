using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace AgentBridge.Cli;

/// <summary>
/// The process's meters in Prometheus's text form 0.0.4. Names and units are those that OpenTelemetry's translation gives: dots become underscores, the
/// unit is a suffix, counters end in <c>_total</c>.
/// </summary>
/// <threadsafety>Any number of threads.</threadsafety>
internal sealed class PrometheusText : IDisposable
{
    // Labels come from settings, but a mistake in an instrument must not fill the memory.
    private const int MostSeries = 20_000;

    // OpenTelemetry's own for durations in seconds.
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<Instrument, Dictionary<string, Series>> _series = [];
    private int _count;

    /// <summary>Starts listening.</summary>
    /// <param name="wants">Whether the meter of a name is shown.</param>
    public PrometheusText(Predicate<string> wants)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (wants(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Add(instrument, (double)value, tags));
        _listener.Start();
    }

    /// <summary>The exposition as of now.</summary>
    public string Write()
    {
        lock (_lock)
        {
            // What an observable instrument no longer reports is gone.
            foreach (var series in _series.Where(s => s.Key.IsObservable).Select(s => s.Value))
            {
                _count -= series.Count;
                series.Clear();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var (instrument, series) in _series.Where(s => s.Value.Count > 0).OrderBy(s => s.Key.Name, StringComparer.Ordinal))
            {
                Write(text, instrument, series);
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsCounter(Instrument instrument) =>
        instrument.GetType().GetGenericTypeDefinition() is var type && (type == typeof(Counter<>) || type == typeof(ObservableCounter<>));

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>);

    private static bool IsUpDown(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() == typeof(UpDownCounter<>);

    private static void Write(StringBuilder text, Instrument instrument, Dictionary<string, Series> series)
    {
        var isHistogram = IsHistogram(instrument);
        var name = NameOf(instrument);
        _ = text.Append("# HELP ").Append(name).Append(' ').Append((instrument.Description ?? instrument.Name).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        _ = text.Append("# TYPE ").Append(name).Append(' ').Append(isHistogram ? "histogram" : IsCounter(instrument) ? "counter" : "gauge").Append('\n');
        foreach (var (labels, one) in series.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (!isHistogram)
            {
                Line(text, name, labels, null, one.Sum);
                continue;
            }

            var below = 0L;
            for (var i = 0; i < one.Bounds.Count; i++)
            {
                below += one.Buckets[i];
                Line(text, name + "_bucket", labels, Number(one.Bounds[i]), below);
            }

            Line(text, name + "_bucket", labels, "+Inf", one.Count);
            Line(text, name + "_sum", labels, null, one.Sum);
            Line(text, name + "_count", labels, null, one.Count);
        }
    }

    private static void Line(StringBuilder text, string name, string labels, string? bound, double value)
    {
        _ = text.Append(name);
        var all = bound is null ? labels : labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"";
        _ = (all.Length == 0 ? text : text.Append('{').Append(all).Append('}')).Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string NameOf(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "%" => "_percent",
            _ => string.Empty,
        };
        var name = Safe(instrument.Name);
        name = unit.Length == 0 || name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return IsCounter(instrument) && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            labels[Safe(key)] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        }

        return string.Join(',', labels.Select(l => $"{l.Key}=\"{l.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\""));
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(instrument, out var series))
            {
                _series.Add(instrument, series = new Dictionary<string, Series>(StringComparer.Ordinal));
            }

            if (!series.TryGetValue(labels, out var one))
            {
                if (_count >= MostSeries)
                {
                    return;
                }

                _count++;
                series.Add(labels, one = new Series(IsHistogram(instrument) ? BoundsOf(instrument) : []));
            }

            one.Add(value, adds: IsHistogram(instrument) || IsUpDown(instrument) || (IsCounter(instrument) && !instrument.IsObservable));
        }
    }

    private static IReadOnlyList<double> BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        { Unit: "ms" } => [.. Seconds.Select(s => s * 1_000)],
        _ => Seconds,
    };

    private sealed class Series(IReadOnlyList<double> bounds)
    {
        public IReadOnlyList<double> Bounds => bounds;

        public long[] Buckets { get; } = new long[bounds.Count + 1];

        public double Sum { get; private set; }

        public long Count { get; private set; }

        public void Add(double value, bool adds)
        {
            Sum = adds ? Sum + value : value;
            Count++;
            if (bounds.Count > 0)
            {
                var bucket = 0;
                while (bucket < bounds.Count && value > bounds[bucket])
                {
                    bucket++;
                }

                Buckets[bucket]++;
            }
        }
    }
}
