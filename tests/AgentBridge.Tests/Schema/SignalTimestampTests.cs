using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Schema;

public sealed class SignalTimestampTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(1748779500000, "2025-06-01T12:05:00.000Z")]
    [InlineData(-62135596800000, "0001-01-01T00:00:00.000Z")]
    [InlineData(253402300799999, "9999-12-31T23:59:59.999Z")]
    [InlineData(1709164800007, "2024-02-29T00:00:00.007Z")]
    public void Write_Instant_IsTheTextOfTheContract(long unixMs, string text)
    {
        var instant = DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
        var bytes = new byte[SignalTimestamp.Length];

        SignalTimestamp.Write(instant, bytes);

        Encoding.ASCII.GetString(bytes).Should().Be(text);
        SignalTimestamp.ToText(instant).Should().Be(text);
    }

    [Fact]
    public void ToText_OtherOffset_IsTheSameInstantInUtc() =>
        SignalTimestamp.ToText(new DateTimeOffset(2025, 6, 1, 14, 5, 0, TimeSpan.FromHours(2)).AddTicks(9999)).Should().Be("2025-06-01T12:05:00.000Z");
}
