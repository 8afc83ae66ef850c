namespace Trading.Sdk.Neural;

/// <summary>
/// A few threads that run numbered tasks together with the caller. Which thread runs a task is nobody's business: tasks
/// write to memory of their own, so results do not depend on the number of threads.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    private readonly Thread[] helpers;
    private readonly Barrier? start, end;
    private Action<int>? work;
    private int tasks;
    private volatile bool stopped;
    private Exception? failure;

    public WorkTeam(int threads)
    {
        Threads = threads;
        helpers = new Thread[threads - 1];
        if (helpers.Length == 0)
        {
            return;
        }

        start = new Barrier(threads);
        end = new Barrier(threads);
        for (int i = 0; i < helpers.Length; i++)
        {
            int number = i + 1;
            helpers[i] = new Thread(() => Help(number)) { IsBackground = true, Name = "Trading.Sdk training" };
            helpers[i].Start();
        }
    }

    public int Threads { get; }

    /// <summary>Runs tasks 0 to <paramref name="count"/> − 1 and returns when all are done; the first exception of a task is thrown here.</summary>
    public void Run(int count, Action<int> task)
    {
        if (start is null || count == 1)
        {
            for (int i = 0; i < count; i++)
            {
                task(i);
            }

            return;
        }

        (work, tasks, failure) = (task, count, null);
        start.SignalAndWait();
        Share(0);
        end!.SignalAndWait();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose()
    {
        if (start is null || stopped)
        {
            return;
        }

        stopped = true;
        start.SignalAndWait();
        foreach (Thread helper in helpers)
        {
            helper.Join();
        }

        start.Dispose();
        end!.Dispose();
    }

    private void Help(int number)
    {
        while (true)
        {
            start!.SignalAndWait();
            if (stopped)
            {
                return;
            }

            Share(number);
            end!.SignalAndWait();
        }
    }

    private void Share(int number)
    {
        try
        {
            for (int i = number; i < tasks; i += Threads)
            {
                work!(i);
            }
        }
        catch (Exception e)
        {
            // Handed to the caller of Run, who waits at the barrier.
            Interlocked.CompareExchange(ref failure, e, null);
        }
    }
}
