using System.Buffers.Binary;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// What the connections of a feed hand to its thread: received messages in one bounded ring of bytes, and rare happenings (a
/// connection opened, a snapshot came) as calls beside it, which are taken first.
/// </summary>
/// <remarks>Any number of writers, one reader. Messages are copied once; nothing is allocated for them.</remarks>
internal sealed class FeedInbox(int capacityBytes)
{
    private const int HeadBytes = 16;
    private const int SkipMark = -1;

    // Waiting and pulsing need Monitor.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly byte[] ring = new byte[(capacityBytes + 15) & ~15];
    private readonly Queue<Action> calls = new();
    private long head;
    private long tail;
    private bool overflowed;
    private volatile bool hasCalls;

    /// <summary>Puts a message in; false, and the overflow is noted, when there is no room for it.</summary>
    public bool TryWrite(int connection, long receiveTime, ReadOnlySpan<byte> message)
    {
        int needed = HeadBytes + ((message.Length + 15) & ~15);
        lock (gate)
        {
            int at = (int)(tail % ring.Length);
            int skip = at + needed > ring.Length ? ring.Length - at : 0;
            if (overflowed || tail + skip + needed - head > ring.Length)
            {
                overflowed = true;
                Monitor.Pulse(gate);
                return false;
            }

            if (skip > 0)
            {
                BinaryPrimitives.WriteInt32LittleEndian(ring.AsSpan(at), SkipMark);
                tail += skip;
                at = 0;
            }

            BinaryPrimitives.WriteInt32LittleEndian(ring.AsSpan(at), message.Length);
            BinaryPrimitives.WriteInt32LittleEndian(ring.AsSpan(at + 4), connection);
            BinaryPrimitives.WriteInt64LittleEndian(ring.AsSpan(at + 8), receiveTime);
            message.CopyTo(ring.AsSpan(at + HeadBytes));
            bool wasEmpty = tail == head;
            tail += needed;
            if (wasEmpty)
            {
                Monitor.Pulse(gate);
            }

            return true;
        }
    }

    /// <summary>Has the reader call something on its thread.</summary>
    public void Post(Action call)
    {
        lock (gate)
        {
            calls.Enqueue(call);
            hasCalls = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Blocks until there is something to take.</summary>
    public void Wait()
    {
        lock (gate)
        {
            while (calls.Count == 0 && tail == head && !overflowed)
            {
                Monitor.Wait(gate);
            }
        }
    }

    public bool TryTakeCall(out Action? call)
    {
        if (!hasCalls)
        {
            call = null;
            return false;
        }

        lock (gate)
        {
            bool any = calls.TryDequeue(out call);
            hasCalls = calls.Count > 0;
            return any;
        }
    }

    /// <summary>The oldest message; it stays valid until <see cref="Advance"/>.</summary>
    public bool TryPeek(out int connection, out long receiveTime, out ReadOnlySpan<byte> message)
    {
        lock (gate)
        {
            if (head != tail)
            {
                int at = (int)(head % ring.Length);
                if (BinaryPrimitives.ReadInt32LittleEndian(ring.AsSpan(at)) == SkipMark)
                {
                    head += ring.Length - at;
                    at = 0;
                }

                message = ring.AsSpan(at + HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(ring.AsSpan(at)));
                connection = BinaryPrimitives.ReadInt32LittleEndian(ring.AsSpan(at + 4));
                receiveTime = BinaryPrimitives.ReadInt64LittleEndian(ring.AsSpan(at + 8));
                return true;
            }
        }

        connection = 0;
        receiveTime = 0;
        message = default;
        return false;
    }

    /// <summary>Gives the room of the message peeked at back.</summary>
    public void Advance(int messageBytes)
    {
        lock (gate)
        {
            head += HeadBytes + ((messageBytes + 15) & ~15);
        }
    }

    /// <summary>True when a message found no room; everything waiting is then thrown away, and writing goes on.</summary>
    public bool TakeOverflow()
    {
        lock (gate)
        {
            bool was = overflowed;
            if (was)
            {
                Discard();
            }

            return was;
        }
    }

    /// <summary>Throws everything waiting away.</summary>
    public void Discard()
    {
        lock (gate)
        {
            head = tail;
            overflowed = false;
        }
    }
}
