// hnswlib and faiss behind one line protocol, so that rounds can be interleaved with the SDK's:
//   build THREADS   -> seconds bytesPerVector
//   keep            -> 1                              (saves the built index as NAME.hnswlib or NAME.faiss)
//   reload          -> seconds                        (loads the kept file, or the built index from a file of the moment)
//   search EF REPS  -> cpuSecondsPerQuery recall      (one query a call)
//   batch REPS      -> cpuSecondsPerQuery recall      (all queries in one call; flat only)
//   quit
// build:  g++ -O3 -march=native -std=c++17 -fopenmp -DHNSWLIB peer.cpp -o peer_hnswlib
//         g++ -O3 -march=native -std=c++17 -fopenmp -DFAISS peer.cpp -o peer_faiss -lfaiss -lopenblas -lgomp
// usage:  peer_hnswlib FOLDER NAME M EFC      peer_faiss FOLDER NAME M EFC flat|hnsw
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>
#include <unistd.h>
#ifdef HNSWLIB
#include <hnswlib/hnswlib.h>
#else
#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/index_io.h>
#include <omp.h>
extern "C" void openblas_set_num_threads(int);
#endif

struct Rows { int n = 0, d = 0; std::vector<float> x; };

static Rows load(const std::string& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) { fprintf(stderr, "no %s\n", path.c_str()); exit(2); }
    auto size = (long)in.tellg();
    in.seekg(0);
    Rows r;
    int32_t d;
    in.read((char*)&d, 4);
    r.d = d;
    r.n = (int)(size / (4L * (d + 1)));
    r.x.resize((size_t)r.n * d);
    in.seekg(0);
    for (int i = 0; i < r.n; i++) {
        in.seekg(4, std::ios::cur);
        in.read((char*)&r.x[(size_t)i * d], 4L * d);
    }
    return r;
}

static double wall() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }
static double cpu() { timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
static size_t resident() { std::ifstream f("/proc/self/statm"); size_t a, b; f >> a >> b; return b * (size_t)sysconf(_SC_PAGESIZE); }

int main(int argc, char** argv) {
    if (argc < 5) { fprintf(stderr, "usage: peer FOLDER NAME M EFC [flat|hnsw]\n"); return 2; }
    std::string stem = std::string(argv[1]) + "/" + argv[2];
    Rows base = load(stem + "_base.fvecs"), queries = load(stem + "_query.fvecs"), truth = load(stem + "_gt.ivecs");
    const int* nearest = (const int*)truth.x.data();
    int d = base.d, m = atoi(argv[3]), efc = atoi(argv[4]);
    const int k = 10;
    std::vector<int64_t> ids((size_t)queries.n * k, -1);
    std::string file = stem + "." + std::to_string(getpid()) + ".tmp";
#ifdef HNSWLIB
    const std::string kept = stem + ".hnswlib";
#else
    const std::string kept = stem + ".faiss";
#endif
    auto distance = [&](int q, int64_t id) {
        double s = 0;
        for (int t = 0; t < d; t++) { double e = (double)queries.x[(size_t)q * d + t] - base.x[(size_t)id * d + t]; s += e * e; }
        return s;
    };
    auto recall = [&] {
        long hit = 0;
        for (int q = 0; q < queries.n; q++) {
            double limit = distance(q, nearest[(size_t)q * truth.d + k - 1]) * (1 + 1e-5) + 1e-12;
            for (int j = 0; j < k; j++) { auto id = ids[(size_t)q * k + j]; if (id >= 0 && distance(q, id) <= limit) hit++; }
        }
        return (double)hit / ((double)queries.n * k);
    };
#ifdef HNSWLIB
    hnswlib::L2Space space(d);
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index;
#else
    bool flat = argc > 5 && std::string(argv[5]) == "flat";
    std::unique_ptr<faiss::Index> index;
    std::vector<float> distances((size_t)queries.n * k);
    std::vector<faiss::Index::idx_t> found((size_t)queries.n * k);
    openblas_set_num_threads(1);
#endif
    char command[64];
    printf("ready\n");
    fflush(stdout);
    while (fgets(command, sizeof command, stdin)) {
        int a = 0, b = 0;
        char word[32] = "";
        sscanf(command, "%31s %d %d", word, &a, &b);
        std::string what = word;
        if (what == "quit") break;
        if (what == "build") {
            index.reset();
            size_t before = resident();
            double start = wall();
#ifdef HNSWLIB
            index.reset(new hnswlib::HierarchicalNSW<float>(&space, base.n, m, efc, 100));
            index->addPoint(&base.x[0], 0);
            std::atomic<int> next{1};
            std::vector<std::thread> threads;
            auto work = [&] { for (int i; (i = next.fetch_add(1)) < base.n;) index->addPoint(&base.x[(size_t)i * d], i); };
            for (int t = 1; t < a; t++) threads.emplace_back(work);
            work();
            for (auto& t : threads) t.join();
#else
            omp_set_num_threads(a);
            if (flat) index.reset(new faiss::IndexFlatL2(d));
            else { auto* h = new faiss::IndexHNSWFlat(d, m); h->hnsw.efConstruction = efc; index.reset(h); }
            index->add(base.n, base.x.data());
            omp_set_num_threads(1);
#endif
            printf("%.6f %.1f\n", wall() - start, (double)(resident() - before) / base.n);
        } else if (what == "keep") {
#ifdef HNSWLIB
            index->saveIndex(kept);
#else
            faiss::write_index(index.get(), kept.c_str());
#endif
            printf("1\n");
        } else if (what == "reload") {
            bool fromKept = !index;
            const std::string& from = fromKept ? kept : file;
#ifdef HNSWLIB
            if (!fromKept) index->saveIndex(file);
            double start = wall();
            { hnswlib::HierarchicalNSW<float> copy(&space, from, false, base.n); printf("%.6f\n", wall() - start); }
#else
            if (!fromKept) faiss::write_index(index.get(), file.c_str());
            double start = wall();
            { std::unique_ptr<faiss::Index> copy(faiss::read_index(from.c_str())); printf("%.6f\n", wall() - start); }
#endif
            if (!fromKept) remove(file.c_str());
        } else if (what == "search") {
#ifdef HNSWLIB
            index->setEf(a);
#else
            if (!flat) ((faiss::IndexHNSWFlat*)index.get())->hnsw.efSearch = a;
#endif
            double start = cpu();
            for (int r = 0; r < b; r++)
                for (int i = 0; i < queries.n; i++) {
#ifdef HNSWLIB
                    auto hits = index->searchKnn(&queries.x[(size_t)i * d], k);
                    for (int j = k - 1; j >= 0 && !hits.empty(); j--) { ids[(size_t)i * k + j] = (int64_t)hits.top().second; hits.pop(); }
#else
                    index->search(1, &queries.x[(size_t)i * d], k, &distances[(size_t)i * k], &found[(size_t)i * k]);
#endif
                }
            double spent = (cpu() - start) / b / queries.n;
#ifndef HNSWLIB
            std::copy(found.begin(), found.end(), ids.begin());
#endif
            printf("%.9f %.6f\n", spent, recall());
        } else if (what == "batch") {
#ifndef HNSWLIB
            double start = cpu();
            for (int r = 0; r < a; r++) index->search(queries.n, queries.x.data(), k, distances.data(), found.data());
            double spent = (cpu() - start) / a / queries.n;
            std::copy(found.begin(), found.end(), ids.begin());
            printf("%.9f %.6f\n", spent, recall());
#else
            printf("0 0\n");
#endif
        }
        fflush(stdout);
    }
    return 0;
}
