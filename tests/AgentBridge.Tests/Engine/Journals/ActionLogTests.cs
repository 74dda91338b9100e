using System.Globalization;
using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Engine;

/// <summary>The action log: its fields, its days, its secrets, its readers.</summary>
public sealed class ActionLogTests
{
    private static readonly ActionOrigin Origin = new("run-1", "bridge", "0.1.0", "dry-run");

    [Fact]
    public void Append_EveryField_IsOneLineInTheDocumentedOrder()
    {
        using var folder = new JournalFolder();
        var log = ActionLog.Open(folder.Path, Origin, SecretMask.None, At(Clock("2025-06-01T12:05:00.123Z")));

        log.Append(Full(), flush: true);

        folder.Read("actions-20250601.jsonl").Should().Be(
            """
            {"timestamp":"2025-06-01T12:05:00.123Z","run_id":"run-1","agent_id":"bridge","agent_version":"0.1.0","environment":"dry-run",
            "action":"publish","target":"signals","parameters":{"list":"signals","max":1000,"share":0.05,"live":false,"none":null},
            "input_refs":["in"],"output_refs":["8d6a"],"result":"OK","metrics":{"publish_ms":0.25,"odd":null},
            "rationale":"breakout above 19-bar high\n\"ä\""}
            """.ReplaceLineEndings(string.Empty) + "\n");
    }

    [Fact]
    public void Read_WhatWasAppended_IsTheSame()
    {
        using var folder = new JournalFolder();
        ActionLog.Open(folder.Path, Origin, SecretMask.None, At(Clock("2025-06-01T12:05:00.123Z"))).Append(Full(), flush: false);

        var record = ActionLog.Read(folder.Path, keep: null).Records.Should().ContainSingle().Subject;

        record.Timestamp.Should().Be(Instant("2025-06-01T12:05:00.123Z"));
        record.Origin.Should().Be(Origin);
        record.RefersTo("8d6a").Should().BeTrue();
        record.RefersTo("other").Should().BeFalse();
        record.Entry.Parameters.Should().Equal(Full().Parameters);
        record.Entry.Metrics.Should().BeEquivalentTo(new Dictionary<string, double>(StringComparer.Ordinal) { ["publish_ms"] = 0.25 });
        record.Entry.Rationale.Should().Be(Full().Rationale);
    }

    [Fact]
    public void Read_MalformedLines_AreCountedAndTheOthersRead()
    {
        using var folder = new JournalFolder();
        var log = ActionLog.Open(folder.Path, Origin, SecretMask.None, At(Clock("2025-06-01T12:05:00.123Z")));
        log.Append(Full(), flush: false);
        File.AppendAllText(folder.File("actions-20250601.jsonl"), "{}\nnot json\n[]\n{\"timestamp\":\"yesterday\"}\n");
        log.Append(Full() with { Result = "SECOND" }, flush: false);

        var content = ActionLog.Read(folder.Path, record => record.Entry.Result is "SECOND");

        content.Records.Should().ContainSingle();
        content.Malformed.Should().Be(4);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Read_OversizedLine_IsCountedWithoutBeingHeld()
    {
        using var folder = new JournalFolder();
        var log = ActionLog.Open(folder.Path, Origin, SecretMask.None, At(Clock("2025-06-01T12:05:00.123Z")));
        log.Append(Full(), flush: false);
        using (var file = new FileStream(folder.File("actions-20250601.jsonl"), FileMode.Open))
        {
            // A sparse file takes no disk space.
            file.SetLength(file.Length + (1L << 30));
            file.Seek(0, SeekOrigin.End);
            file.WriteByte((byte)'\n');
        }

        log.Append(Full(), flush: false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var content = ActionLog.Read(folder.Path, keep: null);

        (content.Records.Count, content.Malformed).Should().Be((2, 1));
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16 << 20);
    }

    [Fact]
    public void Read_LinesOfEveryLength_AreThoseOfANaiveReader()
    {
        var random = new Random(7);
        for (var round = 0; round < 40; round++)
        {
            using var folder = new JournalFolder();
            var log = ActionLog.Open(folder.Path, Origin, SecretMask.None, At(Clock("2025-06-01T12:05:00.123Z")));
            var malformed = 0;
            var ids = new List<string>();
            for (var i = 0; i < 20; i++)
            {
                if (random.Next(4) == 0)
                {
                    malformed++;
                    File.AppendAllText(folder.File("actions-20250601.jsonl"), new string('x', random.Next(4) switch { 0 => 0, 1 => 64 * 1024, 2 => (64 * 1024) - 1, _ => random.Next(200_000) }) + "\n");
                }
                else
                {
                    ids.Add($"id-{i}");
                    log.Append(Full() with { OutputRefs = [$"id-{i}"], Rationale = new string('r', random.Next(100_000)) }, flush: false);
                }
            }

            var content = ActionLog.Read(folder.Path, keep: null);

            content.Records.Select(r => r.Entry.OutputRefs[0]).Should().Equal(ids);
            content.Malformed.Should().Be(malformed);
        }
    }

    [Fact]
    public void Append_NewUtcDay_StartsANewFileAndKeepsThirty()
    {
        using var folder = new JournalFolder();
        var clock = Clock("2025-01-01T23:59:59.999Z");
        var log = ActionLog.Open(folder.Path, Origin, SecretMask.None, At(clock));
        for (var day = 0; day < 40; day++)
        {
            log.Append(Full(), flush: false);
            clock.Advance(TimeSpan.FromDays(1));
        }

        var files = Directory.GetFiles(folder.Path, "*.jsonl").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();

        files.Should().HaveCount(ActionLog.KeptFiles);
        files[0].Should().Be("actions-20250111.jsonl");
        files[^1].Should().Be("actions-20250209.jsonl");
        Directory.GetFiles(folder.Path, "*.lock").Should().HaveCount(ActionLog.KeptFiles);
    }

    [Fact]
    public void Append_InvalidOrFutureDayFiles_DropNoOther()
    {
        using var folder = new JournalFolder();
        var others = Enumerable.Range(1, 28).Select(day => $"actions-999802{day:00}.jsonl").Append("actions-99991231.jsonl").Append("actions-20259999.jsonl").Append("actions-abcdefgh.jsonl").ToArray();
        foreach (var name in others)
        {
            folder.Write(name, "cut");
        }

        ActionLog.Open(folder.Path, Origin, SecretMask.None, At(Clock("2025-06-01T12:00:00.000Z"))).Append(Full(), flush: false);
        ActionLog.Open(folder.Path, Origin, SecretMask.None, At(Clock("2025-06-01T12:00:01.000Z"))).Append(Full(), flush: false);

        File.ReadAllLines(Path.Combine(folder.Path, "actions-20250601.jsonl")).Should().HaveCount(2);
        others.Should().OnlyContain(name => folder.Read(name) == "cut");
    }

    [Fact]
    public void Append_MillisecondBeforeAndAtMidnightUtc_GoesToTwoFiles()
    {
        using var folder = new JournalFolder();
        var clock = Clock("2025-06-01T23:59:59.999Z");
        var log = ActionLog.Open(folder.Path, Origin, SecretMask.None, At(clock));
        log.Append(Full(), flush: false);
        clock.SetUtcNow(Instant("2025-06-02T02:00:00.000Z").ToOffset(TimeSpan.FromHours(5)) - TimeSpan.FromHours(2));

        log.Append(Full(), flush: false);

        File.ReadAllLines(folder.File("actions-20250601.jsonl")).Should().HaveCount(1);
        File.ReadAllLines(folder.File("actions-20250602.jsonl")).Should().HaveCount(1);
    }

    [Fact]
    public void Append_SecretInAnyText_IsMasked()
    {
        using var folder = new JournalFolder();
        var secret = new SecretText("hunter2/\"x");
        var log = ActionLog.Open(folder.Path, Origin with { RunId = secret.Reveal() }, new SecretMask(secret, null), At(Clock("2025-06-01T12:05:00.123Z")));

        log.Append(
            new ActionEntry("a " + secret.Reveal(), secret.Reveal(), secret.Reveal())
            {
                Parameters = new Dictionary<string, ActionValue>(StringComparer.Ordinal) { ["url"] = $"redis://:{Uri.EscapeDataString(secret.Reveal())}@host" },
                InputRefs = [secret.Reveal()],
                OutputRefs = [secret.Reveal()],
                Rationale = $"cannot reach {secret.Reveal()}, that is {secret}",
            },
            flush: false);

        var line = folder.Read("actions-20250601.jsonl");
        line.Should().NotContain("hunter2").And.Contain("redis://:***@host");
        JsonDocument.Parse(line).RootElement.GetProperty("rationale").GetString().Should().Be("cannot reach ***, that is ***");
    }

    private static ActionEntry Full() => new("publish", "signals", "OK")
    {
        Parameters = new Dictionary<string, ActionValue>(StringComparer.Ordinal)
        {
            ["list"] = "signals", ["max"] = 1000, ["share"] = 0.05, ["live"] = false, ["none"] = default,
        },
        InputRefs = ["in"],
        OutputRefs = ["8d6a"],
        Metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["publish_ms"] = 0.25, ["odd"] = double.NaN },
        Rationale = "breakout above 19-bar high\n\"ä\"",
    };

    private static JournalOptions At(TimeProvider clock) => new() { Clock = clock };

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static FakeTimeProvider Clock(string now) => new(Instant(now));
}
