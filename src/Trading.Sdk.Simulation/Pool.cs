namespace Trading.Sdk.Simulation;

/// <summary>Values waiting under a small number, which is free again once taken.</summary>
internal sealed class Pool<T>
    where T : struct
{
    private T[] _items = new T[64];
    private int[] _free = new int[64];
    private int _freeCount;
    private int _used;

    public int Put(in T item)
    {
        int index;
        if (_freeCount > 0)
        {
            index = _free[--_freeCount];
        }
        else
        {
            if (_used == _items.Length)
            {
                Array.Resize(ref _items, _used * 2);
                Array.Resize(ref _free, _used * 2);
            }

            index = _used++;
        }

        _items[index] = item;
        return index;
    }

    public T Take(int index)
    {
        _free[_freeCount++] = index;
        return _items[index];
    }
}
