using System.Globalization;
using AgentBridge.Engine.FileChannel;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Transport;

internal sealed class FileTestChannel : TestChannel
{
    private readonly FileChannelOptions _options;
    private readonly FileSignalChannel _channel;
    private readonly bool _ownsFolder;

    public FileTestChannel(int maxSignals = 1000, string? folder = null)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Path.Combine(Directory.CreateTempSubdirectory("bridge-file-").FullName, "signals");
        _options = new FileChannelOptions { Folder = Folder, MaxSignals = maxSignals, LockTimeout = TimeSpan.FromSeconds(30) };
        _channel = new FileSignalChannel(_options, Clock);
    }

    public string Folder { get; }

    public override ISignalPublisher Publisher => _channel;

    public override ISignalSource Source => _channel;

    public override ISignalPublisher AnotherPublisher() => new FileSignalChannel(_options, Clock);

    public FileSignalChannel Another(TimeSpan lockTimeout) => new(_options with { LockTimeout = lockTimeout }, Clock);

    public string DayPath(DateTimeOffset day) =>
        Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"signals-{day:yyyyMMdd}.jsonl"));

    public override async Task PushRawAsync(IReadOnlyList<byte[]> messages)
    {
        Directory.CreateDirectory(Folder);
        await using var file = new FileStream(DayPath(Clock.Now), FileMode.Append);
        foreach (var message in messages)
        {
            await file.WriteAsync(message);
            file.WriteByte((byte)'\n');
        }
    }

    public override Task<IReadOnlyList<byte[]>> KeptAsync()
    {
        var lines = new List<byte[]>();
        var days = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "signals-????????.jsonl") : [];
        foreach (var path in days.Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(path);
            for (int start = 0, end; (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
            {
                lines.Add(bytes[start..end]);
            }
        }

        lines.Reverse();
        return Task.FromResult<IReadOnlyList<byte[]>>(lines);
    }

    public override async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
        }
    }
}
