using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace AgentBridge.Market;

/// <summary>GET with a rate limit, a timeout an attempt, a bound on the answer and repetitions. Answers with the body of a 200.</summary>
internal sealed class BinanceTransport
{
    private const HttpStatusCode Banned = (HttpStatusCode)418;

    private readonly HttpClient _http;
    private readonly BinanceOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly RequestPacer _pacer;
    private readonly ResiliencePipeline<Answer> _pipeline;

    public BinanceTransport(HttpClient http, BinanceOptions options, TimeProvider timeProvider)
    {
        _http = http;
        _options = options;
        _timeProvider = timeProvider;
        _pacer = new RequestPacer(options.RequestInterval, timeProvider);
        var builder = new ResiliencePipelineBuilder<Answer> { TimeProvider = timeProvider };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<Answer>
            {
                MaxRetryAttempts = options.MaxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthRepeating(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(DelayBeforeRepetition(arguments.Outcome, arguments.AttemptNumber)),
            });
        }

        _pipeline = builder.AddTimeout(options.RequestTimeout).Build();
    }

    /// <summary>The body of the answer.</summary>
    /// <param name="pathAndQuery">From <c>/api</c> on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<byte[]> GetAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        var address = new Uri(_options.BaseUrl.AbsoluteUri.TrimEnd('/') + pathAndQuery);
        try
        {
            var answer = await _pipeline.ExecuteAsync(token => AskAsync(address, token), cancellationToken).ConfigureAwait(false);
            return answer.Status == HttpStatusCode.OK ? answer.Body : throw Refusal(address, answer);
        }
        catch (TimeoutRejectedException e)
        {
            throw Unavailable(address, string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.RequestTimeout.TotalSeconds} s"), e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unavailable(address, e.InnerException is { } inner && e is HttpRequestException ? inner.Message : e.Message, e);
        }
    }

    private async ValueTask<Answer> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        await _pacer.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var body = await ReadBodyAsync(address, response.Content, cancellationToken).ConfigureAwait(false);
        return new Answer(response.StatusCode, body, RetryAfter(response.Headers.RetryAfter));
    }

    private async Task<byte[]> ReadBodyAsync(Uri address, HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (body.Length + read > _options.MaxResponseBytes)
                {
                    throw new CandleSourceException(CandleSourceError.BadData, string.Create(
                        CultureInfo.InvariantCulture, $"{address}: the answer is longer than {_options.MaxResponseBytes} bytes; is this an exchange?"));
                }

                body.Write(buffer, 0, read);
            }

            return body.ToArray();
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - _timeProvider.GetUtcNow() : null);

    private bool IsWorthRepeating(Outcome<Answer> outcome) => outcome switch
    {
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        { Exception: not null } => false,
        { Result: { Status: HttpStatusCode.TooManyRequests or Banned } answer } => (answer.RetryAfter ?? TimeSpan.Zero) <= _options.MaxRetryDelay,
        { Result.Status: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout } => true,
        _ => false,
    };

    private TimeSpan DelayBeforeRepetition(Outcome<Answer> outcome, int attempt)
    {
        var doubled = TimeSpan.FromTicks(Math.Min(_options.MaxRetryDelay.Ticks, (long)Math.Min(_options.RetryDelay.Ticks * Math.Pow(2, attempt), long.MaxValue / 2)));
        return outcome.Result?.RetryAfter is { } asked && asked > doubled ? asked : doubled;
    }

    private static CandleSourceException Refusal(Uri address, Answer answer)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{(int)answer.Status}");
        var said = KlineParser.TryReadError(answer.Body, out var code, out var message)
            ? string.Create(CultureInfo.InvariantCulture, $"{CandleCsv.Printable(message, 200)} (code {code}, status {status})")
            : $"status {status} {CandleCsv.Quote(answer.Body)}";
        return answer.Status switch
        {
            HttpStatusCode.BadRequest => new CandleSourceException(CandleSourceError.BadData, $"{address}: {said}"),
            HttpStatusCode.TooManyRequests or Banned => Unavailable(address, $"too many requests: {said}{Wait(answer.RetryAfter)}"),
            HttpStatusCode.UnavailableForLegalReasons => Unavailable(address, $"the exchange refuses this place: {said}"),
            _ => Unavailable(address, said),
        };
    }

    private static string Wait(TimeSpan? retryAfter) =>
        retryAfter is { } wait ? string.Create(CultureInfo.InvariantCulture, $"; it asks to wait {Math.Ceiling(wait.TotalSeconds)} s") : string.Empty;

    private static CandleSourceException Unavailable(Uri address, string what, Exception? inner = null) =>
        new(CandleSourceError.Unavailable, $"{address}: {what}", inner);

    private sealed record Answer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter);
}
