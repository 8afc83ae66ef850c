using System.Globalization;
using Trading.Sdk.Benchmarks.PatternIndex;

// usage: PatternIndexBenchmark peers FOLDER PEERS NAME [ROUNDS]     interleaved with hnswlib and faiss
//        PatternIndexBenchmark large COUNT [THREADS [EFC [FILE]]]   one large graph of random walks, kept in FILE and mapped from it the next time
//        PatternIndexBenchmark filter                               2 % of 20,000 under a metadata filter
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["peers", var folder, var peers, var name, ..]:
        return PeerComparison.Run(folder, peers, name, args.Length > 4 ? int.Parse(args[4]) : 5);
    case ["large", var count, ..]:
        return LargeGraph.Run(int.Parse(count), args.Length > 2 ? int.Parse(args[2]) : 2, args.Length > 3 ? int.Parse(args[3]) : 200, args.Length > 4 ? args[4] : null);
    case ["filter"]:
        return FilteredSearch.Run();
    default:
        Console.Error.WriteLine("peers FOLDER PEERS NAME [ROUNDS] | large COUNT [THREADS [EFC [FILE]]] | filter");
        return 2;
}
