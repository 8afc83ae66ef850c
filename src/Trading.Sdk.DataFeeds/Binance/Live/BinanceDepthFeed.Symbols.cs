using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>Tick, lot and trading status of the instruments, which change while the feed runs.</content>
public sealed partial class BinanceDepthFeed
{
    private static readonly TimeSpan ExchangeInfoPause = TimeSpan.FromSeconds(10);

    private long nextExchangeInfoAt;
    private long exchangeInfoAskedAt;
    private bool isAskingExchangeInfo;

    /// <summary>
    /// exchangeInfo says something else of an instrument than before. Raised on the feed's thread. A change of status also goes
    /// downstream, as an event of kind Status.
    /// </summary>
    public event EventHandler<BinanceSymbolChangedEventArgs>? SymbolChanged;

    private void WatchSymbols(long now)
    {
        if (options.ExchangeInfoEvery is not { } every)
        {
            return;
        }

        if (nextExchangeInfoAt == 0)
        {
            // The instruments have just been made of it, most often.
            nextExchangeInfoAt = now + (every.Ticks * 100);
        }
        else if (now >= nextExchangeInfoAt && !isAskingExchangeInfo)
        {
            nextExchangeInfoAt = now + (every.Ticks * 100);
            exchangeInfoAskedAt = now;
            isAskingExchangeInfo = true;
            tasks.Add(FetchExchangeInfoAsync(inbox!, stopAll!.Token));
        }
    }

    /// <summary>Something did not fit: perhaps the steps have changed.</summary>
    private void AskForSymbolsSoon(long now)
    {
        if (options.ExchangeInfoEvery is not null)
        {
            nextExchangeInfoAt = Math.Max(now, exchangeInfoAskedAt + (ExchangeInfoPause.Ticks * 100));
        }
    }

    private async Task FetchExchangeInfoAsync(FeedInbox box, CancellationToken stop)
    {
        IReadOnlyList<BinanceSymbol> symbols = [];
        try
        {
            symbols = await rest!.GetExchangeInfoAsync([.. books.Values.Select(b => b.Instrument.Symbol)], stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e) when (e is BinanceRestException or MarketDataFormatException)
        {
            BinanceFeedLog.NoExchangeInfo(log, options.Name, e.Message);
        }

        box.Post(() => OnExchangeInfo(symbols));
    }

    private void OnExchangeInfo(IReadOnlyList<BinanceSymbol> symbols)
    {
        isAskingExchangeInfo = false;
        foreach (BinanceSymbol symbol in symbols)
        {
            if (books.Values.FirstOrDefault(b => b.Instrument.Symbol == symbol.Symbol) is { } book && book.Symbol != symbol)
            {
                OnSymbol(book, symbol);
            }
        }
    }

    private void OnSymbol(BinanceBook book, BinanceSymbol current)
    {
        BinanceSymbol? previous = book.Symbol;
        book.Symbol = current;
        TradingStatus before = previous?.TradingStatus ?? TradingStatus.Trading, after = current.TradingStatus;
        bool fits = Fits(current.Tick, book.Instrument.Price.Value, OffGridPolicy.Reject) && Fits(current.Lot, book.Instrument.Quantity.Value, book.Instrument.QuantityOffGrid);
        if (previous is null && before == after && fits)
        {
            return;
        }

        BinanceFeedLog.SymbolChanged(log, options.Name, current.Symbol, current.Tick, current.Lot, current.Status);
        SymbolChanged?.Invoke(this, new BinanceSymbolChangedEventArgs(book.Instrument, previous, current));
        long now = Now();
        if (before != after)
        {
            var status = new MarketEvent
            {
                Kind = MarketEventKind.Status,
                Flags = MarketEventFlags.EndOfMessage | MarketEventFlags.ExchangeTimeUnknown,
                InstrumentId = book.Instrument.Id,
                SourceId = options.SourceId,
                ExchangeTime = now,
                ReceiveTime = now,
                Id = (long)after,
            };
            downstream!.OnEvents(new ReadOnlySpan<MarketEvent>(in status));
        }

        if (book.Synchronizer.State == FeedState.Failed || !(book.HasDepth || book.Streams.HasFlag(BinanceStreams.PartialDepth)))
        {
            return;
        }

        if (!fits)
        {
            Fail(book, FeedStateReason.InstrumentChanged);
        }
        else if (before != after && after == TradingStatus.Trading && book.HasDepth && book.Source is not null && book.Synchronizer.State is FeedState.Live or FeedState.Stale)
        {
            // Orders may have been cancelled while it stood still, told by no message: the book is made anew.
            book.Synchronizer.Restart(now, book, FeedStateReason.VenueReset);
            AfterChange(book);
        }
    }

    /// <summary>True when every multiple of the venue's step is one of the instrument's.</summary>
    private static bool Fits(decimal venueStep, decimal instrumentStep, OffGridPolicy policy) => venueStep <= 0 || policy == OffGridPolicy.Round || venueStep % instrumentStep == 0;

    /// <summary>Gives an instrument up, whatever was under way for it.</summary>
    private void Fail(BinanceBook book, FeedStateReason reason)
    {
        NewEpoch(book);
        book.Source = null;
        book.Synchronizer.OnFailed(Now(), book, reason);
        book.Changes = default;
        Publish(book);
    }
}
