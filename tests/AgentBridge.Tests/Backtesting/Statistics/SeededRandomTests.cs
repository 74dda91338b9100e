using AgentBridge.Backtesting;

namespace AgentBridge.Tests.Backtesting;

/// <summary>The generator of the random runs.</summary>
public sealed class SeededRandomTests
{
    /// <summary>The first numbers of SplitMix64 with the state 1234567, as its authors publish them; here their highest 31 bits.</summary>
    [Fact]
    public void Next_KnownSeed_GivesTheKnownNumbers()
    {
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        var random = new SeededRandom(1_234_567);

        int[] drawn = [.. published.Select(_ => random.Next(int.MaxValue))];

        drawn.Should().Equal(published, (next, number) => Math.Abs(next - (int)(number >> 33)) <= 1);
    }

    [Fact]
    public void Next_ManyNumbers_AreSpreadEvenly()
    {
        var random = new SeededRandom(-1);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            counts[random.Next(10)]++;
        }

        counts.Should().OnlyContain(count => count > 9_500 && count < 10_500);
    }

    [Fact]
    public void Shuffle_ThreeValues_GivesEveryOrderAboutEquallyOften()
    {
        var random = new SeededRandom(3);
        var orders = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 60_000; i++)
        {
            double[] values = [1, 2, 3];
            random.Shuffle(values);
            var order = string.Join(',', values);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        orders.Should().HaveCount(6).And.OnlyContain(order => order.Value > 9_500 && order.Value < 10_500);
    }
}
