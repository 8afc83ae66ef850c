using System.Diagnostics;
using System.Text.Json;

namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>Files that python3-faiss makes here and now, of every kind that is read and some that are not: the same answers, or a refusal that says why.</summary>
[Trait("Category", "Interop")]
public sealed class FaissMadeFilesTests : IDisposable
{
    private const string Script = """
        import faiss, json, numpy, sys
        folder = sys.argv[1]
        random = numpy.random.RandomState(7)
        d, n, k = 16, 700, 10
        centres = random.randn(30, d).astype('float32') * 3
        base = (centres[random.randint(30, size=n)] + random.randn(n, d)).astype('float32')
        queries = (centres[random.randint(30, size=12)] + random.randn(12, d)).astype('float32')
        L2, IP, L1 = faiss.METRIC_L2, faiss.METRIC_INNER_PRODUCT, faiss.METRIC_L1
        faiss.omp_set_num_threads(1)
        cases = []
        def put(name, index, metric, ids=None, read=True):
            if not index.is_trained: index.train(base)
            if ids is None: index.add(base)
            else: index.add_with_ids(base, ids)
            try: faiss.extract_index_ivf(index).nprobe = 5
            except Exception: pass
            save(name, index, metric, read)
        def save(name, index, metric, read=True, questions=queries):
            file = folder + '/' + str(len(cases)) + '.faiss'
            faiss.write_index(index, file)
            probes = 0
            core = faiss.downcast_index(index)
            while not hasattr(core, 'nprobe') and (hasattr(core, 'index') or hasattr(core, 'base_index')):
                core = faiss.downcast_index(core.index if hasattr(core, 'index') else core.base_index)
            if hasattr(core, 'nprobe'): probes = core.nprobe
            distances, found = index.search(questions, k) if read else (numpy.zeros((0, 0)), numpy.zeros((0, 0)))
            cases.append({'name': name, 'file': file, 'read': read, 'metric': metric, 'graph': 'HNSW' in name and probes == 0, 'probes': probes, 'count': index.ntotal, 'queries': questions.tolist(), 'ids': found.tolist(), 'distances': distances.tolist()})
        far = (numpy.arange(n, dtype='int64') * 7919 + (1 << 40))
        # Without polysemous training (np), which takes seconds a quantiser and changes no answer.
        for factory in ['Flat', 'HNSW12,Flat', 'IVF20,Flat', 'SQ8', 'SQ4', 'SQfp16', 'PQ4x4np', 'IVF20,SQ8', 'IVF20,PQ8x4np', 'L2norm,Flat', 'PCA8,Flat']:
            for metric, word in ((L2, 'l2'), (IP, 'ip')):
                put(factory + ' ' + word, faiss.index_factory(d, factory, metric), word)
        for factory in ['PQ2np', 'IVF20,SQ4', 'IVF20,SQfp16', 'HNSW12,SQ8', 'IVF20_HNSW8,Flat', 'PCAR8,IVF20,Flat', 'PCAW8,Flat', 'RR16,SQ8', 'PCA8,HNSW12,Flat', 'SQ8,RFlat', 'IVF20,PQ8x4np,RFlat',
                        'PQ2x4', 'HNSW2,Flat', 'OPQ4_8,PQ4x4np', 'L2norm,PCA8,Flat', 'RR8,IVF20,Flat', 'PCA8,IVF20,SQ8', 'IVF1,Flat']:
            put(factory, faiss.index_factory(d, factory), 'l2')
        put('Flat l1', faiss.IndexFlat(d, L1), 'l1')
        put('HNSW l1', faiss.IndexHNSWFlat(d, 12, L1), 'l1')
        for factory in ['IDMap,Flat', 'IDMap2,Flat', 'IDMap,HNSW12,Flat', 'IDMap2,SQ8', 'IDMap,PQ4x4np', 'IDMap,PCA8,Flat', 'IDMap2,IVF20,SQ8', 'IDMap,SQfp16']:
            put(factory + ' far', faiss.index_factory(d, factory), 'l2', far)
        put('IVF20,Flat far', faiss.index_factory(d, 'IVF20,Flat'), 'l2', far)
        put('IDMap,IVF20,Flat far', faiss.index_factory(d, 'IDMap,IVF20,Flat'), 'l2', far)
        put('HNSW over PQ', faiss.IndexHNSWPQ(d, 2, 12), 'l2')
        graph = faiss.IndexIVFFlat(faiss.IndexHNSWFlat(d, 8, IP), d, 20, IP)
        put('IVF over a graph ip', graph, 'ip')
        for width in [1, 3, 7, 130]:
            wide = random.randn(200, width).astype('float32')
            for kind in [faiss.IndexFlatL2(width), faiss.IndexHNSWFlat(width, 8), faiss.index_factory(width, 'SQ4'), faiss.index_factory(width, 'IVF4,SQ8')]:
                if not kind.is_trained: kind.train(wide)
                kind.add(wide)
                save(type(kind).__name__ + ' of ' + str(width), kind, 'l2', questions=wide[:5] + 0.01)
        same = numpy.repeat(base[:20], 30, axis=0)
        for kind in [faiss.IndexFlatL2(d), faiss.IndexHNSWFlat(d, 12)]:
            kind.add(same); save('equal vectors ' + type(kind).__name__, kind, 'l2')
        uniform = faiss.IndexScalarQuantizer(d, faiss.ScalarQuantizer.QT_8bit_uniform, L2)
        put('SQ uniform', uniform, 'l2')
        residual = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatL2(d), d, 20, faiss.ScalarQuantizer.QT_8bit, L2, False)
        put('IVF SQ not residual', residual, 'l2')
        removed = faiss.index_factory(d, 'IVF20,Flat'); removed.train(base); removed.add(base)
        removed.remove_ids(numpy.arange(0, 1200, dtype='int64')); save('IVF removed', removed, 'l2')
        direct = faiss.index_factory(d, 'IVF20,Flat'); direct.train(base); direct.set_direct_map_type(faiss.DirectMap.Hashtable); direct.add_with_ids(base, far); save('IVF direct map', direct, 'l2')
        array = faiss.index_factory(d, 'IVF20,Flat'); array.train(base); array.add(base); array.make_direct_map(); save('IVF array map', array, 'l2')
        empty = faiss.index_factory(d, 'IVF20,Flat'); empty.train(base); save('IVF empty', empty, 'l2')
        save('Flat empty', faiss.IndexFlatL2(d), 'l2'); save('HNSW empty', faiss.IndexHNSWFlat(d, 8), 'l2')
        one = faiss.IndexHNSWFlat(d, 8); one.add(base[:1]); save('HNSW of one', one, 'l2')
        put('SQ6 refused', faiss.index_factory(d, 'SQ6'), 'l2', read=False)
        put('LSH refused', faiss.index_factory(d, 'LSH'), 'l2', read=False)
        put('IVF fast scan refused', faiss.index_factory(d, 'IVF20,PQ8x4fs'), 'l2', read=False)
        put('Canberra refused', faiss.IndexFlat(d, faiss.METRIC_Canberra), 'l2', read=False)
        twice = faiss.IndexIDMap(faiss.IndexFlatL2(d)); twice.add_with_ids(base[:2], numpy.array([5, 5])); save('ids twice refused', twice, 'l2', read=False)
        nan = faiss.IndexFlatL2(d); nan.add(numpy.full((3, d), numpy.nan, dtype='float32')); save('NaN refused', nan, 'l2', read=False)
        direct = faiss.IndexScalarQuantizer(d, faiss.ScalarQuantizer.QT_8bit_direct, L2)
        put('SQ direct refused', direct, 'l2', read=False)
        put('residual quantizer refused', faiss.index_factory(d, 'RQ2x4'), 'l2', read=False)
        dedup = faiss.IndexIVFFlatDedup(faiss.IndexFlatL2(d), d, 20, L2); put('IVF dedup refused', dedup, 'l2', read=False)
        minus = faiss.IndexIDMap(faiss.IndexFlatL2(d)); minus.add_with_ids(base[:2], numpy.array([5, -6])); save('negative id refused', minus, 'l2', read=False)
        binary = faiss.IndexBinaryFlat(64); binary.add(random.randint(256, size=(5, 8)).astype('uint8'))
        faiss.write_index_binary(binary, folder + '/binary'); cases.append({'name': 'binary refused', 'file': folder + '/binary', 'read': False})
        json.dump({'cases': cases}, open(folder + '/cases.json', 'w'))
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("faiss-made").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_FilesOfEveryKind_GiveFaissAnswersOrAreRefused()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        string program = Path.Combine(_folder, "make.py");
        File.WriteAllText(program, Script);
        var start = new ProcessStartInfo("/usr/bin/python3", [program, _folder]) { UseShellExecute = false, RedirectStandardError = true };

        // OpenBLAS's waiting threads spin: on a busy machine training takes minutes with them and a second without.
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(error.Contains("No module named", StringComparison.Ordinal), "python3-faiss is not installed");
        Assert.True(process.ExitCode == 0, error);

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "cases.json")));
        var wrong = new List<string>();
        foreach (JsonElement made in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string name = made.GetProperty("name").GetString()!, file = made.GetProperty("file").GetString()!;
            try
            {
                IVectorIndex index = FaissFile.Read(file);
                if (!made.GetProperty("read").GetBoolean())
                {
                    wrong.Add($"{name}: was not refused");
                }
                else if (Difference(index, made) is { } difference)
                {
                    wrong.Add($"{name}: {difference}");
                }
            }
            catch (IndexFormatException e)
            {
                if (made.GetProperty("read").GetBoolean())
                {
                    wrong.Add($"{name}: {e.Message}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static string? Difference(IVectorIndex index, JsonElement made)
    {
        if (index.Count != made.GetProperty("count").GetInt64())
        {
            return $"{index.Count} vectors";
        }

        float[][] queries = made.GetProperty("queries").Deserialize<float[][]>()!;
        float sign = made.GetProperty("metric").GetString() == "ip" ? -1 : 1;
        bool graph = made.GetProperty("graph").GetBoolean();
        var parameters = new SearchParameters { ProbeCount = made.GetProperty("probes").GetInt32() };
        int right = 0, all = 0;
        Neighbor[] hits = new Neighbor[10];
        for (int q = 0; q < queries.Length; q++)
        {
            int found = index.Search(queries[q], hits, parameters).Count;
            long[] ids = made.GetProperty("ids")[q].Deserialize<long[]>()!;
            float[] distances = made.GetProperty("distances")[q].Deserialize<float[]>()!;
            int stated = ids.Count(id => id >= 0);
            if (found != stated)
            {
                return $"query {q}: {found} hits instead of {stated}";
            }

            for (int i = 0; i < stated; i++)
            {
                all++;
                float slack = 2e-4f * Math.Max(1, Math.Abs(distances[i]));
                bool same = Math.Abs((distances[i] * sign) - hits[i].Distance) <= slack;

                // Of a beam that is cut off, another order of equal distances makes another one: a nearer hit is as good.
                right += same || (graph && hits[i].Distance < distances[i] * sign) ? 1 : 0;
                if (!same && !graph)
                {
                    return $"query {q} hit {i}: {hits[i]} instead of {ids[i]} at {distances[i] * sign}";
                }

                if (!graph && hits[i].Id != ids[i] && !Enumerable.Range(0, stated).Any(j => ids[j] == hits[i].Id && Math.Abs(distances[j] - distances[i]) <= slack) && Math.Abs(distances[i] - distances[stated - 1]) > slack)
                {
                    return $"query {q} hit {i}: id {hits[i].Id} instead of {ids[i]}";
                }
            }
        }

        return right >= 0.95 * all ? null : $"{right} of {all} distances are the same or nearer";
    }
}
