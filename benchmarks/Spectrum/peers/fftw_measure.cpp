// Median microseconds of FFTW's real transform, plans made with FFTW_MEASURE, one thread.
// g++ -O3 -march=native fftw_measure.cpp -lfftw3 -o fftw_measure; the lengths are the arguments.
#include <fftw3.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int main(int argc, char** argv) {
    for (int a = 1; a < argc; a++) {
        int n = std::atoi(argv[a]);
        double* x = fftw_alloc_real(n + 2);
        fftw_complex* y = fftw_alloc_complex(n / 2 + 1);
        fftw_plan plan = fftw_plan_dft_r2c_1d(n, x, y, FFTW_MEASURE);
        for (int i = 0; i < n; i++) x[i] = std::sin(i * 0.37) + 0.1 * (i % 7);
        fftw_execute(plan);
        double start = now();
        fftw_execute(plan);
        int inner = std::max(1, (int)(3e-4 / std::max(now() - start, 1e-9)));
        std::vector<double> times;
        for (double begin = now(); times.size() < 7 || (times.size() < 501 && now() - begin < 0.2);) {
            start = now();
            for (int i = 0; i < inner; i++) fftw_execute(plan);
            times.push_back((now() - start) / inner * 1e6);
        }
        std::sort(times.begin(), times.end());
        std::printf("fftw.r2c_measure/%d us=%.4f\n", n, times[times.size() / 2]);
        std::fflush(stdout);
        fftw_destroy_plan(plan);
        fftw_free(x);
        fftw_free(y);
    }
}
