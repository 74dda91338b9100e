using System.Diagnostics;
using System.Globalization;
using System.Net;
using AgentBridge.Market;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace AgentBridge.Exchanges;

/// <summary>
/// GET with a rate limit, a timeout an attempt, a bound on the answer and repetitions. Answers with the body of a 200. A wait that the
/// exchange asks for is obeyed by every request of this transport; one too long to sit out is the error of all of them until it has passed.
/// </summary>
internal sealed class BinanceTransport
{
    private static readonly ResiliencePropertyKey<long> Started = new(nameof(Started));
    private static readonly ResiliencePropertyKey<Uri> Address = new(nameof(Address));

    private readonly HttpClient _http;
    private readonly BinanceOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ExchangeWitness _witness;
    private readonly RequestPacer _pacer;
    private readonly RequestPause _pause;
    private readonly ResiliencePipeline<ExchangeAnswer> _pipeline;

    public BinanceTransport(HttpClient http, BinanceOptions options, TimeProvider timeProvider, ExchangeWitness witness)
    {
        _http = http;
        _options = options;
        _timeProvider = timeProvider;
        _witness = witness;
        _pacer = new RequestPacer(options.RequestInterval, options.RequestBurst, timeProvider);
        _pause = new RequestPause(timeProvider);
        var builder = new ResiliencePipelineBuilder<ExchangeAnswer> { TimeProvider = timeProvider };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<ExchangeAnswer>
            {
                MaxRetryAttempts = options.MaxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(IsPassing(arguments.Outcome) && IsInBudget(arguments.Context, DelayBeforeRepetition(arguments.AttemptNumber))),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(DelayBeforeRepetition(arguments.AttemptNumber)),
                OnRetry = arguments =>
                {
                    witness.Repeated(arguments.Context.Properties.GetValue(Address, options.BaseUrl), arguments.Outcome, arguments.AttemptNumber + 1, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
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
        using var activity = ExchangeMetrics.Start(address);
        var started = _timeProvider.GetTimestamp();
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Started, started);
        context.Properties.Set(Address, address);
        string? status = null;
        try
        {
            var answer = await _pipeline.ExecuteAsync(inner => AskAsync(address, inner.CancellationToken), context).ConfigureAwait(false);
            status = ExchangeWitness.TypeOf(answer);
            var body = answer.Status == HttpStatusCode.OK ? answer.Body : throw Refusal(address, answer);
            _witness.Succeeded(address, _timeProvider.GetElapsedTime(started));
            return body;
        }
        catch (Exception e) when (e is CandleSourceException || !cancellationToken.IsCancellationRequested)
        {
            var errorType = status ?? ExchangeWitness.TypeOf(e);
            var failure = Failure(address, e);
            _ = activity?.SetTag(ExchangesTelemetry.ErrorType, errorType).SetStatus(ActivityStatusCode.Error);
            _witness.Failed(address, _timeProvider.GetElapsedTime(started), errorType, failure);
            if (ReferenceEquals(failure, e))
            {
                throw;
            }

            throw failure;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<ExchangeAnswer> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        _pause.ThrowIfOn();
        await _pacer.WaitAsync(cancellationToken).ConfigureAwait(false);

        // The exchange may have asked another request to wait meanwhile.
        _pause.ThrowIfOn();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var answer = new ExchangeAnswer(response.StatusCode, [], RetryAfter.Read(response.Headers, _timeProvider.GetUtcNow()), Location(response));

        // Recorded before the body, which may never end; recorded again with the body's content.
        Note(address, answer);
        answer = answer with { Body = await ReadBodyAsync(address, response, cancellationToken).ConfigureAwait(false) };
        Note(address, answer);
        return answer;
    }

    private void Note(Uri address, ExchangeAnswer answer)
    {
        if (answer is { Wait: { } wait, RetryAfter: { } asked })
        {
            var why = string.Create(CultureInfo.InvariantCulture, $"it asks to wait {Math.Ceiling(asked.TotalSeconds)} s");
            Pause(address, answer, wait, asked > wait ? $"{why}, longer than is waited" : why);
        }
    }

    private void Pause(Uri address, ExchangeAnswer answer, TimeSpan wait, string why)
    {
        var until = CandleTime.ToText((_timeProvider.GetUtcNow() + wait).ToUnixTimeMilliseconds());
        var reason = $"{address}: {answer.Describe()}; {why}, so no request before {until}";
        if (_pause.Begin(wait, reason))
        {
            _witness.Paused(reason);
        }
    }

    private async Task<byte[]> ReadBodyAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (response.StatusCode != HttpStatusCode.OK && body.Length >= ExchangeAnswer.MaxErrorBytes)
                {
                    break;
                }

                if (body.Length + read > _options.MaxResponseBytes)
                {
                    throw new CandleSourceException(CandleSourceError.BadData, string.Create(
                        CultureInfo.InvariantCulture, $"{address}: the answer is longer than {_options.MaxResponseBytes} bytes; is this an exchange?"))
                    {
                        IsFinal = true,
                    };
                }

                body.Write(buffer, 0, read);
            }

            return body.ToArray();
        }
    }

    // The header as sent: it may not be a valid address.
    private static string? Location(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : null;

    private static bool IsPassing(Outcome<ExchangeAnswer> outcome) => outcome switch
    {
        { Exception: CandleSourceException e } => e.RetryAfter is not null,
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        { Exception: not null } => false,
        { Result: { } answer } => answer.IsPassing,
        _ => false,
    };

    /// <summary>Whether to wait for a retry: neither this wait nor all waits together may exceed the caller's limit.</summary>
    private bool IsInBudget(ResilienceContext context, TimeSpan delay) =>
        delay <= _options.MaxRetryDelay
        && context.Properties.TryGetValue(Started, out var started)
        && _timeProvider.GetElapsedTime(started) + delay <= _options.RetryBudget;

    private TimeSpan DelayBeforeRepetition(int attempt)
    {
        var doubled = TimeSpan.FromTicks(Math.Min(_options.MaxRetryDelay.Ticks, (long)Math.Min(_options.RetryDelay.Ticks * Math.Pow(2, attempt), long.MaxValue / 2)));
        var asked = _pause.Left;
        return asked > doubled ? asked : doubled;
    }

    private CandleSourceException Refusal(Uri address, ExchangeAnswer answer)
    {
        if (answer.IsTooMany && _pause.Left == TimeSpan.Zero)
        {
            // Asked to stop without a duration, again after every retry: the exchange counts its limits by the minute.
            Pause(address, answer, ExchangeAnswer.UnsaidBan, "it does not say for how long");
        }

        if (_pause.Left > TimeSpan.Zero)
        {
            return _pause.Refusal();
        }

        var error = answer.Status == HttpStatusCode.BadRequest ? CandleSourceError.BadData : CandleSourceError.Unavailable;
        var refusal = new CandleSourceException(error, $"{address}: {answer.Describe()}") { IsFinal = !answer.IsPassing };
        return answer.IsRedirect ? refusal.As(CandleCodes.Redirected, ("place", address.AbsoluteUri), ("location", answer.Location!)) : refusal;
    }

    /// <summary>The error for callers.</summary>
    private CandleSourceException Failure(Uri address, Exception e) => e switch
    {
        CandleSourceException known => known,
        TimeoutRejectedException => Unavailable(address, string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.RequestTimeout.TotalSeconds} s"), e),

        // An arbitrary server can make the HTTP client throw more than its own exception types.
        _ => Unavailable(address, VisibleText.Shortened((e.InnerException is { } cause && e is HttpRequestException ? cause : e).Message, 300), e),
    };

    // A wait counts even if its answer was cut off.
    private CandleSourceException Unavailable(Uri address, string what, Exception inner) =>
        _pause.Left > TimeSpan.Zero ? _pause.Refusal() : new(CandleSourceError.Unavailable, $"{address}: {what}", inner);
}
