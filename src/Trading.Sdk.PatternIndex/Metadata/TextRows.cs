namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The rows that hold one text: a list while they are few, a bitmap when that is smaller. A field of texts that are all
/// different then takes four bytes a row, not a bitmap a row.
/// </summary>
internal sealed class TextRows
{
    private const int BitsOfAListEntry = 32;
    private const int FewMost = 64;
    private List<int>? _few = [];
    private IdBitmap? _many;

    public bool IsEmpty => _few is { Count: 0 };

    public void Add(long row)
    {
        if (_many is not null)
        {
            _many.Add(row);
            return;
        }

        _few!.Add((int)row);
        if (_few.Count > FewMost && _few.Count * (long)BitsOfAListEntry > row)
        {
            var many = new IdBitmap();
            AddTo(many);
            _many = many;
            _few = null;
        }
    }

    public void Remove(long row)
    {
        if (_many is not null)
        {
            _many.Remove(row);
            return;
        }

        int at = _few!.IndexOf((int)row);
        if (at >= 0)
        {
            _few[at] = _few[^1];
            _few.RemoveAt(_few.Count - 1);
        }
    }

    public void AddTo(IdBitmap rows)
    {
        if (_many is not null)
        {
            rows.UnionWith(_many);
            return;
        }

        foreach (int row in _few!)
        {
            rows.Add(row);
        }
    }
}
