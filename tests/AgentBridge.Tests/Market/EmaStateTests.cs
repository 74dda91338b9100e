using System.Numerics;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market;

public sealed class EmaStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(26)]
    [InlineData(200)]
    public void Update_GeneratedCloses_IsTheExactValueRoundedOnce(int period)
    {
        var closes = GeneratedCandles.Create(new() { Count = 1_200 }).Closes.ToArray();
        var state = new EmaState(period);
        var exact = new ExactEma(period);

        for (var i = 0; i < closes.Length; i++)
        {
            state.Update(closes[i]).Should().BeTrue();
            var expected = exact.Update(closes[i]);
            state.IsReady.Should().Be(expected is not null);
            if (expected is { } value)
            {
                state.Value.Should().Be(value, "value {0}", i);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(26)]
    [InlineData(100)]
    public void Update_ClosesInExactFractions_IsTheirValue(int period)
    {
        var state = new EmaState(period);
        var compared = 0;
        foreach (var row in GoldenCsv.Rows("ema.csv"))
        {
            state.Update(row.Number("close")).Should().BeTrue();
            state.Value.Should().Be(row.Number(FormattableString.Invariant($"ema{period}")));
            compared += state.IsReady ? 1 : 0;
        }

        compared.Should().Be(401 - period);
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(5)]
    [InlineData(26)]
    [InlineData(100)]
    public void Update_StartedElsewhere_IsBitIdenticalAfterTheWarmUp(int period)
    {
        var closes = GeneratedCandles.Create(new() { Count = 12_000 }).Closes.ToArray();
        var whole = new EmaState(period);
        var all = closes.Select(c => whole.Update(c) ? whole.Value : double.NaN).ToArray();

        for (var start = 1; start < 4_000; start += 173)
        {
            var late = new EmaState(period);
            for (var i = start; i < closes.Length; i++)
            {
                _ = late.Update(closes[i]);
                if (i - start + 1 >= EmaState.WarmUpOf(period))
                {
                    BitConverter.DoubleToInt64Bits(late.Value).Should().Be(BitConverter.DoubleToInt64Bits(all[i]), "started at {0}, value {1}", start, i);
                }
            }
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Update_NotFinite_IsRefusedAndChangesNothing(double value)
    {
        var state = new EmaState(3);
        foreach (var x in new[] { 1.0, 2, 3, 4 })
        {
            state.Update(x);
        }

        var before = state.Value;

        state.Update(value).Should().BeFalse();
        state.Peek(value).Should().Be(double.NaN);
        state.Value.Should().Be(before);
    }

    [Fact]
    public void Update_DefaultState_IsRefused()
    {
        EmaState state = default;

        state.Update(1).Should().BeFalse();
        state.Value.Should().Be(double.NaN);
    }

    [Fact]
    public void Peek_AnyValue_IsWhatUpdateGives() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 100, seed =>
        {
            var random = new Random(seed);
            var state = new EmaState(1 + (seed % 20));
            for (var i = 0; i < 60; i++)
            {
                var value = random.NextDouble() * 1e5;
                var peeked = state.Peek(value);
                _ = state.Update(value);
                state.Value.Should().Be(peeked);
            }
        });

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void Constructor_PeriodOutside_IsRefused(int period)
    {
        var make = () => new EmaState(period);

        make.Should().Throw<ArgumentOutOfRangeException>();
    }

    /// <summary>A straightforward average in fixed point with 400 fractional bits.</summary>
    private sealed class ExactEma(int period)
    {
        private const int Bits = 400;
        private BigInteger _value;
        private int _seen;

        public double? Update(double value)
        {
            var exact = Fixed(value);
            _seen++;
            if (_seen < period)
            {
                _value += exact;
                return null;
            }

            _value = _seen == period ? (_value + exact) / period : _value + (2 * (exact - _value) / (period + 1));
            return ToDouble(_value);
        }

        private static BigInteger Fixed(double value)
        {
            var bits = BitConverter.DoubleToInt64Bits(value);
            var exponent = (int)((bits >> 52) & 0x7FF) - 1075;
            return new BigInteger((bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000) << (Bits + exponent);
        }

        private static double ToDouble(BigInteger value)
        {
            var drop = (int)value.GetBitLength() - 53;
            var kept = value >> drop;
            var half = BigInteger.One << (drop - 1);
            var rest = value - (kept << drop);
            kept += rest > half || (rest == half && !kept.IsEven) ? 1 : 0;
            return Math.ScaleB((double)kept, drop - Bits);
        }
    }
}
