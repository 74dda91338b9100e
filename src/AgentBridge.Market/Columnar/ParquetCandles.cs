using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace AgentBridge.Market;

/// <summary>Reads candles from a parquet file, row group by row group.</summary>
internal static class ParquetCandles
{
    /// <summary>The first bytes, and the last.</summary>
    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Every row; row numbers count from 1.</summary>
    /// <param name="stream">The file, seekable.</param>
    /// <param name="place">The file's path, for errors.</param>
    /// <param name="options">What the caller knows.</param>
    /// <param name="unit">How the times are written.</param>
    /// <exception cref="CandleSourceException">The file is damaged, or holds no candles; or the program was compiled ahead of time.</exception>
    public static CandleColumns Read(Stream stream, string place, CandleFileOptions options, out CandleTimeUnit unit)
    {
        // The library generates code at run time. The compiler knows the answer ahead of time and leaves the library out.
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new CandleSourceException(
                CandleSourceError.BadData, $"{place} is a parquet file, which a program that was compiled ahead of time can't read; convert it to CSV or feather with the ordinary program");
        }

        try
        {
            // The library reads asynchronously only; a file and a memory stream complete at once.
            (var rows, unit) = ReadAsync(stream, place, options).GetAwaiter().GetResult();
            return rows;
        }
        catch (Exception e) when (e is not (CandleSourceException or UnauthorizedAccessException))
        {
            throw ColumnarTable.Damaged(place, e);
        }
    }

    private static async Task<(CandleColumns Rows, CandleTimeUnit Unit)> ReadAsync(Stream stream, string place, CandleFileOptions options)
    {
        var reader = await ParquetReader.CreateAsync(stream, new ParquetOptions { TreatByteArrayAsString = true }, leaveStreamOpen: true).ConfigureAwait(false);
        await using var closed = reader.ConfigureAwait(false);
        var fields = reader.Schema.GetDataFields();
        var table = ColumnarTable.Find([.. fields.Select(field => field.Name)], place);
        var most = ColumnarTable.MostRows(stream.Length);
        var claimed = reader.RowGroups.Sum(group => group.RowCount);
        var count = claimed <= most ? checked((int)claimed) : throw ColumnarTable.TooMany(place, most);
        var times = new long[count];
        double[][] numbers = [new double[count], new double[count], new double[count], new double[count], new double[count]];
        int[] columns = [table.Open, table.High, table.Low, table.Close, table.Volume];
        var clock = ClockOf(fields[table.Time], place, options);
        var at = 0;
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var length = checked((int)group.RowCount);
            await ReadTimesAsync(group, fields[table.Time], clock, times.AsMemory(at, length), at, place).ConfigureAwait(false);
            for (var column = 0; column < columns.Length; column++)
            {
                var target = numbers[column].AsMemory(at, length);
                await (columns[column] < 0 ? Empty(target) : ReadNumbersAsync(group, fields[columns[column]], target, place)).ConfigureAwait(false);
            }

            at += length;
        }

        return (new CandleColumns(times, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]), clock.Unit);
    }

    private static RowTimes ClockOf(DataField field, string place, CandleFileOptions options)
    {
        if (field is DateTimeDataField { IsAdjustedToUTC: false } && options.TimeUnit != CandleTimeUnit.IsoUtc)
        {
            throw ColumnarTable.LacksZone(place, field.Name);
        }

        var unit = field is DateTimeDataField instant
            ? instant.Unit switch { DateTimeTimeUnit.Millis => CandleTimeUnit.Milliseconds, DateTimeTimeUnit.Micros => CandleTimeUnit.Microseconds, _ => CandleTimeUnit.Nanoseconds }
            : options.TimeUnit;
        return new RowTimes(place, field.Name, unit, mayMix: false);
    }

    private static async Task ReadTimesAsync(ParquetRowGroupReader group, DataField field, RowTimes clock, Memory<long> times, int before, string place)
    {
        if (field is DateTimeDataField)
        {
            var values = await ReadAsync<DateTime>(group, field, times.Length).ConfigureAwait(false);
            for (var i = 0; i < values.Length; i++)
            {
                var instant = values[i] ?? throw ColumnarTable.LacksTime(place, before + i + 1);
                times.Span[i] = new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc)).ToUnixTimeMilliseconds();
            }

            return;
        }

        if (field.ClrType != typeof(long))
        {
            throw ColumnarTable.OtherType(place, field.Name, field.ClrType.Name);
        }

        var numbers = await ReadAsync<long>(group, field, times.Length).ConfigureAwait(false);
        for (var i = 0; i < numbers.Length; i++)
        {
            times.Span[i] = clock.OfNumber(numbers[i] ?? throw ColumnarTable.LacksTime(place, before + i + 1), before + i + 1);
        }
    }

    private static async Task ReadNumbersAsync(ParquetRowGroupReader group, DataField field, Memory<double> target, string place)
    {
        if (field.ClrType == typeof(double))
        {
            await CopyAsync<double>(group, field, target).ConfigureAwait(false);
        }
        else if (field.ClrType == typeof(float))
        {
            await CopyAsync<float>(group, field, target).ConfigureAwait(false);
        }
        else if (field.ClrType == typeof(long))
        {
            await CopyAsync<long>(group, field, target).ConfigureAwait(false);
        }
        else if (field.ClrType == typeof(int))
        {
            await CopyAsync<int>(group, field, target).ConfigureAwait(false);
        }
        else
        {
            throw ColumnarTable.OtherType(place, field.Name, field.ClrType.Name);
        }
    }

    private static async Task CopyAsync<T>(ParquetRowGroupReader group, DataField field, Memory<double> target)
        where T : struct, System.Numerics.INumber<T>
    {
        var values = await ReadAsync<T>(group, field, target.Length).ConfigureAwait(false);
        for (var i = 0; i < values.Length; i++)
        {
            target.Span[i] = values[i] is { } value ? double.CreateChecked(value) : double.NaN;
        }
    }

    private static async Task<T?[]> ReadAsync<T>(ParquetRowGroupReader group, DataField field, int count)
        where T : struct
    {
        var values = new T?[count];
        if (field.IsNullable)
        {
            await group.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
            return values;
        }

        var required = new T[count];
        await group.ReadAsync<T>(field, required.AsMemory()).ConfigureAwait(false);
        return Array.ConvertAll(required, value => (T?)value);
    }

    private static Task Empty(Memory<double> target)
    {
        target.Span.Fill(double.NaN);
        return Task.CompletedTask;
    }
}
