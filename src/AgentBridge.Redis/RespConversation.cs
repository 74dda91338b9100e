using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AgentBridge.Redis;

/// <summary>A server's answer: its type as the protocol's first byte, and its text; for a list also the texts in it, including those of inner lists.</summary>
internal sealed record RespAnswer(char Kind, string Text, IReadOnlyList<string> Items)
{
    public bool IsError => Kind == '-';
}

/// <summary>A few commands on a separate connection, with the raw answers: a client library hides part of an error.</summary>
internal sealed class RespConversation : IDisposable
{
    private const int LongestText = 64 * 1024;
    private const int MostItems = 1024;

    private readonly TcpClient _client = new();
    private readonly byte[] _buffer = new byte[4096];
    private NetworkStream? _stream;
    private int _from;
    private int _to;

    /// <summary>Commands as a server reads them.</summary>
    public static byte[] Bytes(IEnumerable<string[]> commands)
    {
        var text = new StringBuilder();
        foreach (var words in commands)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
            foreach (var word in words)
            {
                _ = text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public async Task ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        await _client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        _client.NoDelay = true;
        _stream = _client.GetStream();
    }

    /// <summary>Sends commands at once. A server that has already closed may have sent the reason, so a failed write is not a failure yet.</summary>
    public async Task SendAsync(IEnumerable<string[]> commands, CancellationToken cancellationToken)
    {
        try
        {
            await _stream!.WriteAsync(Bytes(commands), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The next answer has more details, or fails as well.
        }
    }

    /// <summary>The next answer.</summary>
    /// <exception cref="IOException">The connection ended.</exception>
    /// <exception cref="NotRedisException">The bytes received are not an answer of a Redis server.</exception>
    public async Task<RespAnswer> ReadAsync(CancellationToken cancellationToken)
    {
        var items = new List<string>();
        var line = await LineAsync(cancellationToken).ConfigureAwait(false);
        var text = await RestAsync(line, items, cancellationToken).ConfigureAwait(false);
        return new RespAnswer(line[0], text, items);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Reads the rest of an answer that started with this line.</summary>
    private async Task<string> RestAsync(string line, List<string> items, CancellationToken cancellationToken)
    {
        switch (line[0])
        {
            case '+' or '-' or ':':
                return line[1..];
            case '$':
                return await TextAsync(Size(line, LongestText), cancellationToken).ConfigureAwait(false);
            case '*':
                for (var left = Size(line, MostItems); left > 0; left--)
                {
                    var item = await RestAsync(await LineAsync(cancellationToken).ConfigureAwait(false), items, cancellationToken).ConfigureAwait(false);
                    items.Add(items.Count < MostItems ? item : throw new NotRedisException());
                }

                return string.Empty;
            default:
                throw new NotRedisException();
        }
    }

    private static int Size(string line, int most) =>
        int.TryParse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) && size <= most ? size : throw new NotRedisException();

    private async Task<string> TextAsync(int length, CancellationToken cancellationToken)
    {
        if (length < 0)
        {
            return string.Empty;
        }

        var bytes = new byte[length + 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = await NextAsync(cancellationToken).ConfigureAwait(false);
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        for (byte next; (next = await NextAsync(cancellationToken).ConfigureAwait(false)) != '\n';)
        {
            bytes.Add(bytes.Count < LongestText && (bytes.Count > 0 || next is (byte)'+' or (byte)'-' or (byte)':' or (byte)'$' or (byte)'*') ? next : throw new NotRedisException());
        }

        var line = Encoding.UTF8.GetString([.. bytes]).TrimEnd('\r');
        return line.Length > 0 ? line : throw new NotRedisException();
    }

    private async ValueTask<byte> NextAsync(CancellationToken cancellationToken)
    {
        if (_from == _to)
        {
            _from = 0;
            _to = await _stream!.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
            if (_to == 0)
            {
                throw new EndOfStreamException();
            }
        }

        return _buffer[_from++];
    }
}

/// <summary>The peer is not a Redis server.</summary>
internal sealed class NotRedisException : Exception;

/// <summary>A Redis server answered with an error, which is the message.</summary>
internal sealed class RedisRefusalException(string words) : Exception(words);
