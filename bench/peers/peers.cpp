// QuantLib and plain loops on the inputs of `poise bench`: the same options, one thread, thread CPU time.
// Usage: peers FOLDER, where FOLDER holds the files that `poise bench peers` writes. Says its versions, then its methods (a line each, an
// empty line after the last); then for every line "METHOD PASSES" of the standard input the nanoseconds of one pass.
#include "peers.hpp"

#include <ql/version.hpp>

#include <gnu/libc-version.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {

std::vector<std::function<double()>> passes;
volatile double sink;

double threadNanoseconds() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e9 * t.tv_sec + t.tv_nsec;
}

}

Rows readRows(const std::string& path) {
    std::ifstream file(path.c_str());
    Rows rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#')
            continue;
        std::istringstream cells(line);
        std::vector<double> row;
        // strtod, since a stream refuses numbers below 1e-307.
        for (std::string cell; cells >> cell;)
            row.push_back(std::strtod(cell.c_str(), nullptr));
        rows.push_back(row);
    }
    if (rows.empty()) {
        std::fprintf(stderr, "peers: %s holds no rows\n", path.c_str());
        std::exit(2);
    }
    return rows;
}

std::vector<double> column(const Rows& rows, size_t index) {
    std::vector<double> values;
    for (const auto& row : rows)
        values.push_back(row[index]);
    return values;
}

void report(const char* name, const char* library, const std::string& method, const char* unit, size_t items, const std::string& apart, std::function<double()> pass) {
    std::printf("%s\t%s\t%s\t%s\t%zu\t%s\n", name, library, method.c_str(), unit, items, apart.c_str());
    passes.push_back(pass);
}

std::string text(const char* format, double a, double b, double c) {
    char line[200];
    std::snprintf(line, sizeof line, format, a, b, c);
    return line;
}

std::string vols(const std::vector<double>& own, const std::vector<double>& poise) {
    std::vector<double> differences;
    for (size_t i = 0; i < own.size(); i++)
        // No isfinite: this must also hold where NaN is assumed away.
        if (own[i] > 0 && own[i] < 1e300)
            differences.push_back(std::fabs(own[i] / poise[i] - 1));
    std::sort(differences.begin(), differences.end());
    const size_t count = differences.size();
    return text("from Poise: vol %.1e relative at worst, %.1e at the median, %.0f without a vol", count ? differences[count - 1] : 0, count ? differences[count / 2] : 0, own.size() - count);
}

int main(int count, char** words) {
    if (count != 2) {
        std::fprintf(stderr, "peers: name the folder of inputs\n");
        return 2;
    }
    std::printf("QuantLib %s, g++ %s, glibc %s\n", QL_VERSION, __VERSION__, gnu_get_libc_version());
    reportPlain(words[1]);
    reportQuantLib(words[1]);
    std::printf("\n");
    std::fflush(stdout);
    size_t method;
    long turns;
    while (std::scanf("%zu %ld", &method, &turns) == 2 && method < passes.size() && turns > 0) {
        const double start = threadNanoseconds();
        for (long n = 0; n < turns; n++)
            sink = passes[method]();
        std::printf("%.3f\n", (threadNanoseconds() - start) / turns);
        std::fflush(stdout);
    }
    return 0;
}
