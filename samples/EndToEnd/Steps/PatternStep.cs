using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.EndToEnd;

/// <summary>The windows of the training part with what followed them, searchable as of a time.</summary>
internal sealed record PatternStep(PatternLibrary Library, PatternShaper Shaper, MatchStatistics Example)
{
    public const int WindowRows = 32, HorizonRows = 30, Stride = 3;

    public static PatternStep Run(Session session)
    {
        var shaper = new PatternShaper(new PatternShapeOptions { WindowBars = WindowRows, ShapeDimensions = 16 });
        var library = new PatternLibrary(new PatternLibraryOptions { Dimension = shaper.Dimension, HorizonBars = [HorizonRows] });
        float[] vector = new float[shaper.Dimension];
        for (int end = WindowRows; end + HorizonRows <= session.TrainRows; end += Stride)
        {
            int last = end - 1, outcome = last + HorizonRows;
            PatternShape shape = shaper.Describe(session.Mid.AsSpan(end - WindowRows, WindowRows), vector);
            library.Add(
                new Pattern
                {
                    Symbol = session.Source.Instrument.Symbol,
                    StartNanos = session.Times[end - WindowRows],
                    EndNanos = session.Times[last],
                    LabelEndNanos = session.Times[outcome],
                    ForwardReturns = [Math.Log(session.Mid[outcome] / session.Mid[last])],
                    Shape = shape,
                    Hash = ShapeHash.Compute(vector),
                },
                vector);
        }

        // What the library says of the last window of the training part, asked at that time.
        shaper.Describe(session.Mid.AsSpan(session.TrainRows - WindowRows, WindowRows), vector);
        long asOf = session.Times[session.TrainRows - 1];
        IReadOnlyList<PatternMatch> matches = library.Search(vector, new PatternQuery { AsOfNanos = asOf });
        return new PatternStep(library, shaper, library.Judge(matches, HorizonRows, asOf));
    }
}
