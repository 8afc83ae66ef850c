namespace Trading.Sdk.PatternIndex.Tests;

public class PatternLibraryFileTests
{
    [Fact]
    public void Load_SavedLibrary_IsTheSameAndDamageIsRefused()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            using var library = new PatternLibrary(new PatternLibraryOptions { Dimension = 4, HorizonBars = [2, 3], Fields = [("sector", MetadataType.Text), ("beta", MetadataType.Number)] });
            for (int i = 0; i < 20; i++)
            {
                var pattern = new Pattern { Symbol = "S" + i, StartNanos = i, EndNanos = i + 5, LabelEndNanos = i + 9, ForwardReturns = [0.1 * i, double.NaN], Regime = i % 2 == 0 ? "calm" : null };
                library.Add(pattern, [i, 1, 2, 3], ("sector", "tech"), ("beta", 1.5));
            }

            PatternLibraryFile.Save(library, path);
            using PatternLibrary loaded = PatternLibraryFile.Load(path);
            var query = new PatternQuery { AsOfNanos = 20, Count = 50, Filter = MetadataFilter.Equal("sector", "tech") };
            IReadOnlyList<PatternMatch> one = library.Search([3, 1, 2, 3], query), two = loaded.Search([3, 1, 2, 3], query);
            Assert.Equal(12, one.Count);
            Assert.Equal(one.Select(m => (m.Id, m.Distance, m.Pattern.Symbol, m.Pattern.Regime)), two.Select(m => (m.Id, m.Distance, m.Pattern.Symbol, m.Pattern.Regime)));
            string text = File.ReadAllText(path);
            File.WriteAllText(path, text.Replace("\"vector\":\"", "\"vector\":\"B", StringComparison.Ordinal));
            Assert.Throws<IndexFormatException>(() => PatternLibraryFile.Load(path));
            File.WriteAllText(path, text[..(text.Length / 2)]);
            Assert.Throws<IndexFormatException>(() => PatternLibraryFile.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
