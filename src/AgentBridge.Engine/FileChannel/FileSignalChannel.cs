using System.Globalization;
using AgentBridge.Schema;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Engine.FileChannel;

/// <summary>
/// Signals through a folder (TRANSPORT=file): a file a day, a line a signal. The same rules of publication and fetch as the Redis
/// channel, idempotent by decision_id over the lines that are kept.
/// </summary>
/// <remarks>
/// <para>The protocol, for programs in any language:</para>
/// <list type="bullet">
/// <item>A signal is one line, its canonical bytes and <c>\n</c>, in <c>signals-YYYYMMDD.jsonl</c>; the day is the UTC day of the
/// signal's own timestamp. Within a file a later line was pushed later. Other names in the folder are not signals:
/// <c>.lock</c>, <c>.lock.next</c>, <c>*.jsonl.tmp</c>, <c>*.jsonl.torn</c>, and days that have not begun.</item>
/// <item>A writer takes an exclusive flock(2) on <c>.lock</c> in the folder (created if missing, never removed; Python:
/// <c>fcntl.flock(fd, fcntl.LOCK_EX)</c>) and holds it from its first read to its last write. It never locks the day's files.
/// If the lock is taken, or <c>.lock.next</c> exists, it takes that one first and keeps it until it has <c>.lock</c>: so no writer starves.
/// It writes the whole line with one write at the end of the file, then fsync.</item>
/// <item>Bytes after a file's last newline are a torn line (a crash, a full disk). The next writer of that file appends them to
/// <c>signals-YYYYMMDD.jsonl.torn</c> and cuts them off before it writes.</item>
/// <item>The last 7 UTC days by the writer's clock, today included, and at most MaxSignals lines over all days are kept: the
/// earliest day's first lines are dropped first. A writer prunes before it appends: files are deleted whole, or rewritten as
/// <c>*.jsonl.tmp</c>, flushed and renamed over the old one.</item>
/// <item>A reader takes no lock and pops nothing. It opens a file, reads it and drops what follows the last newline; a file that is
/// gone by then was pruned. It opens by name at each look, as a file may have been replaced. Complete lines never change in place,
/// so any number of readers next to a writer see whole lines only. A reader that follows a file identifies it by its content (the last line it
/// has read), never by inode or length: a writer that prunes may leave both unchanged.</item>
/// </list>
/// <para>A failed publication leaves no line; between write and failed flush a reader may have seen it.</para>
/// </remarks>
/// <threadsafety>Any number of threads and processes may use one folder.</threadsafety>
public sealed class FileSignalChannel : ISignalPublisher, ISignalSource, IAsyncDisposable
{
    /// <summary>A decision may be a few seconds ahead of the reader's clock, so on the next day already.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private readonly FileChannelOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly IJournalDisk _disk;
    private readonly ChannelWriter _writer;
    private readonly ILogger _logger;

    /// <summary>Writers of this process queue here, in order; only the first of them asks for the folder's lock.</summary>
    private readonly SemaphoreSlim _queue = new(1, 1);
    private volatile bool _wasThere;

    /// <summary>Creates a channel; touches nothing yet.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="timeProvider">The clock for ages and kept days. The wait for the lock uses the machine's clock.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public FileSignalChannel(FileChannelOptions options, TimeProvider timeProvider)
        : this(options, timeProvider, PhysicalDisk.Instance)
    {
    }

    /// <summary>Creates a channel on the caller's disk; touches nothing yet.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="timeProvider">The clock for ages and kept days. The wait for the lock uses the machine's clock.</param>
    /// <param name="disk">The disk to use; tests pass faulty ones.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public FileSignalChannel(FileChannelOptions options, TimeProvider timeProvider, IJournalDisk disk)
        : this(options, timeProvider, disk, NullLogger.Instance)
    {
    }

    /// <summary>Creates a channel that logs what it does; touches nothing yet.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="timeProvider">The clock for ages and kept days. The wait for the lock uses the machine's clock.</param>
    /// <param name="disk">The disk to use; tests pass faulty ones.</param>
    /// <param name="logger">Receives its events; the package's README lists them.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public FileSignalChannel(FileChannelOptions options, TimeProvider timeProvider, IJournalDisk disk, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(disk);
        _options = FileChannelOptions.Model.Check(options) with { Folder = Path.GetFullPath(options.Folder) };
        _timeProvider = timeProvider;
        _disk = disk;
        _logger = SafeLogger.Of(logger);
        _writer = new ChannelWriter(_options, disk);
        _wasThere = Directory.Exists(_options.Folder);
    }

    /// <inheritdoc/>
    public Task<PublishResult> PublishSignalAsync(ApprovedSignal signal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return OnPoolAsync(() => WriteAsync(signal, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FetchResult> FetchLatestSignalAsync(string symbol, int maxAgeSec = 600, CancellationToken cancellationToken = default)
    {
        var search = new LatestSignal(symbol, _timeProvider.GetUtcNow(), maxAgeSec);
        return OnPoolAsync(
            () =>
            {
                if (FindFolder())
                {
                    Look(search, cancellationToken);
                }

                return Task.FromResult(search.Result);
            },
            cancellationToken);
    }

    /// <summary>Tests whether a publication would find the folder usable now, by taking its lock; creates no folder and no line.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TransportException">It would not; the message says why.</exception>
    public Task CheckAsync(CancellationToken cancellationToken = default) => OnPoolAsync(
        async () =>
        {
            if (FindFolder())
            {
                using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }

            // The first publication creates it: its place must be in a folder, not below a file.
            var parent = Path.GetDirectoryName(_options.Folder);
            while (parent is not null && !Directory.Exists(parent))
            {
                parent = File.Exists(parent)
                    ? throw new JournalException(JournalError.Missing, _options.Folder, $"{_options.Folder} can't be created: {parent} is a file, not a folder")
                    : Path.GetDirectoryName(parent);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Nothing is open between calls: this only ends the queue of writers.</summary>
    public ValueTask DisposeAsync()
    {
        _queue.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<PublishResult> WriteAsync(ApprovedSignal signal, CancellationToken cancellationToken)
    {
        await _queue.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!FindFolder())
            {
                _disk.CreateFolder(_options.Folder);
                _wasThere = true;
            }

            using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
            var result = _writer.Publish(signal, _timeProvider.GetUtcNow());
            _logger.SignalWritten(_options.Folder, signal.Signal.DecisionId, result);
            return result;
        }
        finally
        {
            _ = _queue.Release();
        }
    }

    private async Task<IJournalFile> LockAsync(CancellationToken cancellationToken)
    {
        var lockPath = DayFile.LockPath(_options.Folder);
        return await LockWait.TakeAsync(_disk, lockPath, _options.LockTimeout, cancellationToken).ConfigureAwait(false)
            ?? throw new JournalException(JournalError.Locked, lockPath, string.Create(CultureInfo.InvariantCulture, $"another program has held {lockPath} for {_options.LockTimeout.TotalMilliseconds:0} ms"));
    }

    /// <summary>Files block: their work runs on the pool, and their failures become the port's.</summary>
    private async Task<T> OnPoolAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is JournalException || DiskErrors.IsOurs(failure))
        {
            var line = (failure as JournalException ?? DiskErrors.Describe(_options.Folder, failure)).Message;
            var failed = new TransportException($"file channel: {line}", failure);
            _logger.FileChannelFailed(failed.Message);
            throw failed;
        }
    }

    /// <summary>Whether the folder exists; <see langword="false"/> only if it never did.</summary>
    private bool FindFolder()
    {
        if (Directory.Exists(_options.Folder))
        {
            _wasThere = true;
            return true;
        }

        if (File.Exists(_options.Folder))
        {
            throw new JournalException(JournalError.Missing, _options.Folder, $"{_options.Folder} is a file, not a folder");
        }

        return _wasThere ? throw new JournalException(JournalError.Missing, _options.Folder, $"the folder {_options.Folder} is gone: restore it or restart") : false;
    }

    private void Look(LatestSignal search, CancellationToken cancellationToken)
    {
        var left = _options.MaxSignals;
        foreach (var day in DayFile.NewestFirst(_disk, _options.Folder, _timeProvider.GetUtcNow() + Ahead))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = _disk.OpenRead(day.Path);
            if (file is null)
            {
                // Pruned since we listed the folder.
                continue;
            }

            var lines = new ReverseLines(file);
            while (left > 0 && lines.TryReadPrevious(out var line))
            {
                search.Look(line);
                left--;
            }
        }
    }
}
