using System.Globalization;
using Trading.Sdk.Benchmarks.PatternIndex;

// usage: PatternIndexBenchmark peers FOLDER PEERS NAME [ROUNDS]     interleaved with hnswlib and faiss
//        PatternIndexBenchmark large COUNT [THREADS [EFC [FILE]]]   one large graph of random walks, kept in FILE and mapped from it the next time
//        PatternIndexBenchmark filter [CHROMA]                      20,000 under a metadata filter, beside the server in CHROMA/node_modules
//        PatternIndexBenchmark load FOLDER PEERS NAME [ROUNDS]      loading a saved graph, beside hnswlib; the first run builds and keeps it
//        PatternIndexBenchmark flat FOLDER PEERS NAME [ROUNDS]      exact search, beside faiss
//        PatternIndexBenchmark build FOLDER NAME [ROUNDS [COUNT [PEERS]]]   one thread and two, in turn
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["peers", var folder, var peers, var name, ..]:
        return PeerComparison.Run(folder, peers, name, args.Length > 4 ? int.Parse(args[4]) : 5);
    case ["large", var count, ..]:
        return LargeGraph.Run(int.Parse(count), args.Length > 2 ? int.Parse(args[2]) : 2, args.Length > 3 ? int.Parse(args[3]) : 200, args.Length > 4 ? args[4] : null);
    case ["filter", ..]:
        return FilteredSearch.Run(args.Length > 1 ? args[1] : null);
    case ["load", var folder, var peers, var name, ..]:
        return LoadComparison.Run(folder, peers, name, args.Length > 4 ? int.Parse(args[4]) : 9);
    case ["flat", var folder, var peers, var name, ..]:
        return FlatComparison.Run(folder, peers, name, args.Length > 4 ? int.Parse(args[4]) : 5);
    case ["build", var folder, var name, ..]:
        return BuildComparison.Run(folder, args.Length > 5 ? args[5] : "", name, args.Length > 3 ? int.Parse(args[3]) : 1, args.Length > 4 ? int.Parse(args[4]) : int.MaxValue);
    default:
        Console.Error.WriteLine("peers FOLDER PEERS NAME [ROUNDS] | large COUNT [THREADS [EFC [FILE]]] | filter [CHROMA] | load FOLDER PEERS NAME [ROUNDS] | flat FOLDER PEERS NAME [ROUNDS] | build FOLDER NAME [ROUNDS [COUNT [PEERS]]]");
        return 2;
}
