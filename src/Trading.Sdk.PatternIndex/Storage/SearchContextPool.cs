namespace Trading.Sdk.PatternIndex;

/// <summary>Idle search contexts of one index: rented and returned with one interlocked exchange each.</summary>
internal sealed class SearchContextPool(int paddedDimension)
{
    private const int Places = 32;
    private readonly SearchContext?[] _idle = new SearchContext?[Places];

    public ReaderEpochs Epochs { get; } = new();

    public SearchContext Rent()
    {
        int home = Environment.CurrentManagedThreadId;
        SearchContext? context = null;
        for (int i = 0; i < Places && context is null; i++)
        {
            ref SearchContext? place = ref _idle[(home + i) & (Places - 1)];
            if (place is not null)
            {
                context = Interlocked.Exchange(ref place, null);
            }
        }

        if (context is null)
        {
            context = new SearchContext(paddedDimension);
            Epochs.Register(context);
        }

        // The exchange orders the mark before every read of the graph.
        Interlocked.Exchange(ref context.ActiveEpoch, Epochs.Current);
        return context;
    }

    public void Return(SearchContext context)
    {
        Volatile.Write(ref context.ActiveEpoch, 0);
        int home = Environment.CurrentManagedThreadId;
        for (int i = 0; i < Places; i++)
        {
            ref SearchContext? place = ref _idle[(home + i) & (Places - 1)];
            if (place is null && Interlocked.CompareExchange(ref place, context, null) is null)
            {
                return;
            }
        }

        Epochs.Unregister(context);
    }
}
