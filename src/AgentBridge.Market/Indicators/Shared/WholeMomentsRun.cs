using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// Mean and deviation of a window that moves along a series of near prices, four at once; equal to <see cref="WindowMoments"/> to the bit, since both round the
/// exact sums once.
/// </summary>
/// <remarks>
/// A distance from a price in their midst is a whole number of units with at most 48 bits: an upper part, a multiple of 2^24, and a lower one. The sums of the
/// products of these parts have at most 53 bits each and are exact in doubles.
/// </remarks>
internal static class WholeMomentsRun
{
    /// <summary>Values that must be before the first one, in addition to its window.</summary>
    public const int Lanes = 4;

    /// <summary>The longest window.</summary>
    public const int LongestWindow = 104;

    /// <summary>The length of the buffer.</summary>
    public const int Buffer = 8 * Column;

    private const int Part = 256;
    private const int Column = Part + LongestWindow + Lanes;

    /// <summary>2^51.6, at least n times the greatest distance: the errors of the last sum then add up to less than 2^53.</summary>
    private const double Room = 3.4e15;

    /// <summary>The bits of the greatest distance: the square of its upper part is a double.</summary>
    private const int MostBits = 48;

    /// <summary>Adding and subtracting it leaves the multiple of 2^24.</summary>
    private const double Rounder = 1.5 * (1L << 52) * (1L << 24);

    /// <summary>Moves a window along a part of the series, up to a value that is not near the ones before the start.</summary>
    /// <param name="count">The length of the window.</param>
    /// <param name="values">The series.</param>
    /// <param name="start">The first value that enters; at least <see cref="Lanes"/> values and a window are before it.</param>
    /// <param name="limit">The greatest value that may be taken.</param>
    /// <param name="means">As long as the series; empty if they are not needed.</param>
    /// <param name="deviations">As long as the series.</param>
    /// <param name="buffer">At least <see cref="Buffer"/> values.</param>
    /// <returns>How many values entered.</returns>
    public static int Run(in WholeDivisor count, ReadOnlySpan<double> values, int start, double limit, Span<double> means, Span<double> deviations, Span<double> buffer)
    {
        var length = (int)count.Value;
        var first = start - length - Lanes;
        if (!Vector256.IsHardwareAccelerated || length > LongestWindow || !TryFit(values[first..start], length, limit, out var middle, out var unit, out var reach))
        {
            return 0;
        }

        ref var scratch = ref MemoryMarshal.GetReference(buffer[..Buffer]);
        ref var source = ref MemoryMarshal.GetReference(values);
        var (middles, perUnit, reaches) = (Vector256.Create(middle), Vector256.Create(1 / unit), Vector256.Create(reach / unit));

        // All products first: what is stored is read again at other places.
        for (var bar = first; bar < start; bar += Lanes)
        {
            var from = Math.Min(bar, start - Lanes);
            Products((Vector256.LoadUnsafe(ref source, (nuint)from) - middles) * perUnit, ref scratch, from - first);
        }

        var end = start;
        for (; end <= Math.Min(values.Length, start + Part) - Lanes; end += Lanes)
        {
            var distance = (Vector256.LoadUnsafe(ref source, (nuint)end) - middles) * perUnit;
            if (!Vector256.LessThanOrEqualAll(Vector256.Abs(distance), reaches))
            {
                break;
            }

            Products(distance, ref scratch, end - first);
        }

        Steps(ref scratch, length, end - first);
        var distances = Before(buffer, 0, length);
        var highs = Before(buffer, 1, length);
        var mixed = Before(buffer, 2, length);
        var lows = Before(buffer, 3, length);
        var (weights, reciprocal, reciprocalLow) = (Vector256.Create(count.Value), Vector256.Create(count.Reciprocal), Vector256.Create(count.ReciprocalLow));
        var units = Vector256.Create(unit);
        var unitReciprocal = reciprocal * units;
        for (var at = start; at < end; at += Lanes)
        {
            var place = at - first;
            distances += Moved(ref scratch, 0, place);
            highs += Moved(ref scratch, 1, place);
            mixed += Moved(ref scratch, 2, place);
            lows += Moved(ref scratch, 3, place);
            (Vector256.Sqrt(Spread(weights, distances, highs, mixed, lows)) / weights * units).CopyTo(deviations[at..]);
            if (!means.IsEmpty)
            {
                // As WholeUnits.Mean.
                var quotient = Fused.MultiplyAdd(distances, unitReciprocal, middles);
                var rest = Fused.MultiplyAdd((middles - quotient) * perUnit, weights, distances);
                (quotient + (Fused.MultiplyAdd(rest, reciprocal, rest * reciprocalLow) * units)).CopyTo(means[at..]);
            }
        }

        return end - start;
    }

    private static bool TryFit(ReadOnlySpan<double> values, int length, double limit, out double middle, out double unit, out double reach)
    {
        var (least, greatest) = (values[0], values[0]);
        foreach (var value in values)
        {
            (least, greatest) = (double.MinNative(least, value), double.MaxNative(greatest, value));
        }

        var lowest = 0.75 * least;
        middle = least + ((greatest - least) / 2);
        unit = Math.BitIncrement(lowest) - lowest;
        reach = unit * BitConverter.Int64BitsToDouble((1023L + Math.Min(Math.ILogB(Room / length), MostBits)) << 52);

        // All values within reach are at least 3/4 of the least one, and so whole numbers of units.
        reach = Math.Min(reach, middle - lowest);
        return least >= WholeUnits.SmallestBase && greatest <= WholeUnits.LargestBase && greatest - middle <= reach && middle + reach <= limit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Products(Vector256<double> distance, ref double scratch, int place)
    {
        var high = (distance + Vector256.Create(Rounder)) - Vector256.Create(Rounder);
        var low = distance - high;
        distance.StoreUnsafe(ref scratch, (nuint)place);
        (high * high).StoreUnsafe(ref scratch, (nuint)(Column + place));
        (high * low).StoreUnsafe(ref scratch, (nuint)((2 * Column) + place));
        (low * low).StoreUnsafe(ref scratch, (nuint)((3 * Column) + place));
    }

    /// <summary>The steps of the window in each column: the value that enters less the one that leaves.</summary>
    private static void Steps(ref double scratch, int length, int end)
    {
        for (var column = 0; column < 4 * Column; column += Column)
        {
            ref var products = ref Unsafe.Add(ref scratch, column);
            ref var steps = ref Unsafe.Add(ref scratch, column + (4 * Column));
            for (var place = end - Lanes; place > length; place -= Lanes)
            {
                (Vector256.LoadUnsafe(ref products, (nuint)place) - Vector256.LoadUnsafe(ref products, (nuint)(place - length))).StoreUnsafe(ref steps, (nuint)place);
            }

            for (var place = length + 1; place < length + Lanes; place++)
            {
                Unsafe.Add(ref steps, place) = Unsafe.Add(ref products, place) - Unsafe.Add(ref products, place - length);
            }
        }
    }

    /// <summary>What four steps add to the sum of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Moved(ref double scratch, int column, int place)
    {
        ref var steps = ref Unsafe.Add(ref scratch, ((4 + column) * Column) + place);
        return (Vector256.LoadUnsafe(ref steps) + Vector256.LoadUnsafe(ref Unsafe.Add(ref steps, -1)))
            + (Vector256.LoadUnsafe(ref Unsafe.Add(ref steps, -2)) + Vector256.LoadUnsafe(ref Unsafe.Add(ref steps, -3)));
    }

    /// <summary>The sums of the windows that end at each of the last four values before the start in a column.</summary>
    private static Vector256<double> Before(ReadOnlySpan<double> buffer, int column, int length)
    {
        var values = buffer.Slice(column * Column, length + Lanes);
        var steps = buffer.Slice((4 + column) * Column, length + Lanes);
        var sum = 0.0;
        foreach (var value in values[1..(length + 1)])
        {
            sum += value;
        }

        var sums = Vector256.CreateScalar(sum);
        for (var lane = 1; lane < Lanes; lane++)
        {
            sum += steps[length + lane];
            sums = sums.WithElement(lane, sum);
        }

        return sums;
    }

    /// <summary>n·(highs + 2·mixed + lows) - distances², rounded once: products and sums with their errors, which are whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Spread(Vector256<double> weights, Vector256<double> distances, Vector256<double> highs, Vector256<double> mixed, Vector256<double> lows)
    {
        var (square, squareError) = Product(distances, distances);
        var (high, highError) = Product(weights, highs);
        var (middle, middleError) = Product(weights + weights, mixed);
        var (low, lowError) = Product(weights, lows);
        var (a, aError) = Sum(high, -square);
        var (b, bError) = Sum(a, middle);
        var (c, cError) = Sum(b, low);
        return c + (((aError + bError) + (cError + highError)) + ((middleError - squareError) + lowError));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Value, Vector256<double> Error) Product(Vector256<double> a, Vector256<double> b)
    {
        var product = a * b;
        return (product, Fused.MultiplyAdd(a, b, -product));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Value, Vector256<double> Error) Sum(Vector256<double> a, Vector256<double> b)
    {
        var sum = a + b;
        var added = sum - a;
        return (sum, (a - (sum - added)) + (b - added));
    }
}
