// QuantLib on the inputs of `poise bench`: the same options, one thread, thread CPU time, median of repeats.
// Usage: peers FOLDER, where FOLDER holds the files that `poise bench peers` writes. Prints JSON.
#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/qdfpamericanengine.hpp>
#include <ql/version.hpp>

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace QuantLib;

namespace {

const int repeats = 15;
const double repeatSeconds = 0.12;

double threadSeconds() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

// A file is lines of numbers; lines that start with # name the columns.
typedef std::vector<std::vector<double>> Rows;

Rows read(const std::string& path) {
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
    return rows;
}

Option::Type typeOf(double sign) { return sign > 0 ? Option::Call : Option::Put; }

volatile double sink;
bool firstRow = true;

double at(const std::vector<double>& sorted, double quantile) {
    double where = quantile * (sorted.size() - 1);
    size_t below = size_t(where);
    return below + 1 == sorted.size() ? sorted[below] : sorted[below] + (where - below) * (sorted[below + 1] - sorted[below]);
}

// Times `pass` (all items once), and prints what it gives by the second and how far it is from Poise.
template <class Pass>
void report(const char* name, const char* method, const char* unit, size_t items, Pass pass, const std::string& apart) {
    double start = threadSeconds();
    int passes = 0;
    do {
        sink = pass();
        passes++;
    } while (threadSeconds() - start < 2 * repeatSeconds);
    int each = std::max(1, passes / 2 + 1);
    std::vector<double> times;
    for (int r = 0; r < repeats; r++) {
        start = threadSeconds();
        for (int n = 0; n < each; n++)
            sink = pass();
        times.push_back((threadSeconds() - start) / each);
    }
    std::sort(times.begin(), times.end());
    double median = at(times, 0.5);
    std::printf("%s\n  { \"name\": \"%s\", \"method\": \"%s\", \"perSecond\": %.4g, \"unit\": \"%s\", \"threads\": 1, \"spread\": %.4f, \"accuracy\": \"%s\", \"machine\": \"QuantLib %s, g++ %s\" }",
                firstRow ? "" : ",", name, method, items / median, unit, (at(times, 0.9) - at(times, 0.1)) / median, apart.c_str(), QL_VERSION, __VERSION__);
    std::fflush(stdout);
    firstRow = false;
}

std::string text(const char* format, double a, double b = 0, double c = 0) {
    char line[200];
    std::snprintf(line, sizeof line, format, a, b, c);
    return line;
}

void expiries(const std::string& folder) {
    // spot forward discount years strike vol sign price delta gamma
    const Rows rows = read(folder + "/expiries.txt");
    double price = 0, delta = 0, gamma = 0;
    for (const auto& r : rows) {
        BlackCalculator black(typeOf(r[6]), r[4], r[1], r[5] * std::sqrt(r[3]), r[2]);
        price = std::max(price, std::fabs(black.value() - r[7]) / r[1]);
        delta = std::max(delta, std::fabs(black.delta(r[0]) - r[8]));
        gamma = std::max(gamma, std::fabs(black.gamma(r[0]) / r[9] - 1));
    }
    const std::string apart = text("from Poise: price %.1e of the forward, delta %.1e, gamma %.1e relative", price, delta, gamma);
    report("black76.price-delta-gamma", "BlackCalculator", "option", rows.size(), [&] {
        double sum = 0;
        for (const auto& r : rows) {
            BlackCalculator black(typeOf(r[6]), r[4], r[1], r[5] * std::sqrt(r[3]), r[2]);
            sum += black.value() + black.delta(r[0]) + black.gamma(r[0]);
        }
        return sum;
    }, apart);
    report("black76.price-delta-gamma", "blackFormula, price alone", "option", rows.size(), [&] {
        double sum = 0;
        for (const auto& r : rows)
            sum += blackFormula(typeOf(r[6]), r[4], r[1], r[5] * std::sqrt(r[3]), r[2]);
        return sum;
    }, apart);
    report("black76.all-greeks", "BlackCalculator, six of the twelve", "option", rows.size(), [&] {
        double sum = 0;
        for (const auto& r : rows) {
            BlackCalculator black(typeOf(r[6]), r[4], r[1], r[5] * std::sqrt(r[3]), r[2]);
            sum += black.value() + black.delta(r[0]) + black.gamma(r[0]) + black.vega(r[3]) + black.theta(r[0], r[3]) + black.rho(r[3]);
        }
        return sum;
    }, apart);
}

void rawInputs(const std::string& folder) {
    // spot strike years rate yield vol sign price delta gamma
    const Rows rows = read(folder + "/rows.txt");
    auto of = [](const std::vector<double>& r) {
        double discount = std::exp(-r[3] * r[2]), forward = r[0] * std::exp((r[3] - r[4]) * r[2]);
        return BlackCalculator(typeOf(r[6]), r[1], forward, r[5] * std::sqrt(r[2]), discount);
    };
    double price = 0, delta = 0, gamma = 0;
    for (const auto& r : rows) {
        BlackCalculator black = of(r);
        price = std::max(price, std::fabs(black.value() - r[7]) / r[0]);
        delta = std::max(delta, std::fabs(black.delta(r[0]) - r[8]));
        gamma = std::max(gamma, std::fabs(black.gamma(r[0]) / r[9] - 1));
    }
    report("black76.raw-inputs", "BlackCalculator", "option", rows.size(), [&] {
        double sum = 0;
        for (const auto& r : rows) {
            BlackCalculator black = of(r);
            sum += black.value() + black.delta(r[0]) + black.gamma(r[0]);
        }
        return sum;
    }, text("from Poise: price %.1e of the spot, delta %.1e, gamma %.1e relative", price, delta, gamma));
}

// Calls `solve` with one row; what throws or is no vol is counted.
template <class Solve>
void vols(const char* name, const char* method, const Rows& rows, Solve solve) {
    double apart = 0;
    int without = 0;
    std::vector<double> differences;
    for (const auto& r : rows) {
        double vol;
        try {
            vol = solve(r) / std::sqrt(r[2]);
        } catch (std::exception&) {
            vol = NAN;
        }
        if (!std::isfinite(vol))
            without++;
        else
            differences.push_back(std::fabs(vol / r[6] - 1));
    }
    std::sort(differences.begin(), differences.end());
    apart = differences.empty() ? NAN : differences.back();
    report(name, method, "option", rows.size(), [&] {
        double sum = 0;
        for (const auto& r : rows) {
            try {
                sum += solve(r);
            } catch (std::exception&) {
                sum += 1;
            }
        }
        return sum;
    }, text("from Poise: vol %.1e relative at worst, %.1e at the median, %.0f without a vol", apart, differences.empty() ? NAN : differences[differences.size() / 2], without));
}

void impliedVols(const std::string& folder, const char* file, const char* name) {
    // forward discount years strike sign price vol
    const Rows rows = read(folder + "/" + file);
    vols(name, "blackFormulaImpliedStdDev, 1e-12", rows, [](const std::vector<double>& r) {
        return blackFormulaImpliedStdDev(typeOf(r[4]), r[3], r[0], r[5], r[1], 0.0, Null<Real>(), 1e-12, 100);
    });
    vols(name, "blackFormulaImpliedStdDevLiRS, 1e-12", rows, [](const std::vector<double>& r) {
        return blackFormulaImpliedStdDevLiRS(typeOf(r[4]), r[3], r[0], r[5], r[1], 0.0, Null<Real>(), 1.0, 1e-12, 100);
    });
}

void profile(const std::string& folder) {
    // forward discount years strike vol weight; the own spot is the first of the other file
    const Rows strikes = read(folder + "/profile-strikes.txt");
    const Rows spots = read(folder + "/profile-spots.txt"); // spot sum, the first is the slice's own spot with no sum
    const double spot = spots[0][0];
    auto gammaAt = [&](size_t j) {
        double sum = 0;
        for (const auto& r : strikes)
            sum += r[5] * BlackCalculator(Option::Call, r[3], r[0] * spots[j][0] / spot, r[4] * std::sqrt(r[2]), r[1]).gamma(spots[j][0]);
        return sum;
    };
    double apart = 0, largest = 0;
    for (size_t j = 1; j < spots.size(); j++) {
        apart = std::max(apart, std::fabs(gammaAt(j) - spots[j][1]));
        largest = std::max(largest, std::fabs(spots[j][1]));
    }
    report("exposure.profile", "BlackCalculator, gamma alone", "strike and spot", strikes.size() * (spots.size() - 1), [&] {
        double sum = 0;
        for (size_t j = 1; j < spots.size(); j++)
            sum += gammaAt(j);
        return sum;
    }, text("from Poise: sum %.1e of the largest", apart / largest));
}

// The engine's own arithmetic without instruments, dates and term structures.
class BareAmerican : public QdFpAmericanEngine {
  public:
    explicit BareAmerican(const ext::shared_ptr<QdFpIterationScheme>& scheme)
    : QdFpAmericanEngine(ext::shared_ptr<GeneralizedBlackScholesProcess>(), scheme) {}

    // spot strike years rate yield vol sign; a call is the put with spot and strike, rate and yield exchanged.
    double price(const std::vector<double>& r) const {
        return r[6] < 0 ? calculatePut(r[0], r[1], r[3], r[4], r[5], r[2]) : calculatePut(r[1], r[0], r[4], r[3], r[5], r[2]);
    }
};

void american(const std::string& folder) {
    // spot strike years rate yield vol sign fast accurate
    const Rows rows = read(folder + "/american.txt");
    if (rows.empty())
        return;
    const BareAmerican best(QdFpAmericanEngine::highPrecisionScheme());
    std::vector<double> right;
    for (const auto& r : rows)
        right.push_back(best.price(r));
    auto measure = [&](const char* name, const char* method, const ext::shared_ptr<QdFpIterationScheme>& scheme, int column) {
        const BareAmerican engine(scheme);
        double own = 0, ours = 0;
        for (size_t i = 0; i < rows.size(); i++) {
            own += std::pow((engine.price(rows[i]) - right[i]) / rows[i][1], 2);
            ours += std::pow((rows[i][column] - right[i]) / rows[i][1], 2);
        }
        report(name, method, "option", rows.size(), [&] {
            double sum = 0;
            for (const auto& r : rows)
                sum += engine.price(r);
            return sum;
        }, text("from the high-precision scheme, rms of the strike: this %.1e, Poise %.1e", std::sqrt(own / rows.size()), std::sqrt(ours / rows.size())));
    };
    measure("american.fast", "QdFpAmericanEngine, fast", QdFpAmericanEngine::fastScheme(), 7);
    measure("american.accurate", "QdFpAmericanEngine, accurate", QdFpAmericanEngine::accurateScheme(), 8);
}

}

int main(int count, char** words) {
    if (count != 2) {
        std::cerr << "peers: name the folder of inputs" << std::endl;
        return 2;
    }
    const std::string folder = words[1];
    std::printf("[");
    expiries(folder);
    rawInputs(folder);
    impliedVols(folder, "quotes.txt", "implied-vol.market");
    impliedVols(folder, "wide.txt", "implied-vol.wide");
    profile(folder);
    american(folder);
    std::printf("\n]\n");
    return 0;
}
