#include "peers.hpp"

#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/qdfpamericanengine.hpp>

#include <algorithm>
#include <cmath>

using namespace QuantLib;

namespace {

const char* const library = "QuantLib";

Option::Type typeOf(double sign) { return sign > 0 ? Option::Call : Option::Put; }

void expiries(const std::string& folder) {
    // spot forward discount years strike vol sign price delta gamma
    const Rows rows = readRows(folder + "/expiries.txt");
    auto of = [](const std::vector<double>& r) { return BlackCalculator(typeOf(r[6]), r[4], r[1], r[5] * std::sqrt(r[3]), r[2]); };
    double price = 0, delta = 0, gamma = 0, alone = 0;
    for (const auto& r : rows) {
        const BlackCalculator black = of(r);
        price = std::max(price, std::fabs(black.value() - r[7]) / r[1]);
        delta = std::max(delta, std::fabs(black.delta(r[0]) - r[8]));
        gamma = std::max(gamma, std::fabs(black.gamma(r[0]) / r[9] - 1));
        alone = std::max(alone, std::fabs(blackFormula(typeOf(r[6]), r[4], r[1], r[5] * std::sqrt(r[3]), r[2]) - r[7]) / r[1]);
    }
    const std::string apart = text("from Poise: price %.1e of the forward, delta %.1e, gamma %.1e relative", price, delta, gamma);
    report("black76.price-delta-gamma", library, "BlackCalculator", "option", rows.size(), apart, [=] {
        double sum = 0;
        for (const auto& r : rows) {
            const BlackCalculator black = of(r);
            sum += black.value() + black.delta(r[0]) + black.gamma(r[0]);
        }
        return sum;
    });
    report("black76.price-delta-gamma", library, "blackFormula, price alone", "option", rows.size(), text("from Poise: price %.1e of the forward", alone), [=] {
        double sum = 0;
        for (const auto& r : rows)
            sum += blackFormula(typeOf(r[6]), r[4], r[1], r[5] * std::sqrt(r[3]), r[2]);
        return sum;
    });
    report("black76.all-greeks", library, "BlackCalculator, six of the twelve", "option", rows.size(), apart, [=] {
        double sum = 0;
        for (const auto& r : rows) {
            const BlackCalculator black = of(r);
            sum += black.value() + black.delta(r[0]) + black.gamma(r[0]) + black.vega(r[3]) + black.theta(r[0], r[3]) + black.rho(r[3]);
        }
        return sum;
    });
}

void rawInputs(const std::string& folder) {
    // spot strike years rate yield vol sign price delta gamma
    const Rows rows = readRows(folder + "/rows.txt");
    auto of = [](const std::vector<double>& r) {
        return BlackCalculator(typeOf(r[6]), r[1], r[0] * std::exp((r[3] - r[4]) * r[2]), r[5] * std::sqrt(r[2]), std::exp(-r[3] * r[2]));
    };
    double price = 0, delta = 0, gamma = 0;
    for (const auto& r : rows) {
        const BlackCalculator black = of(r);
        price = std::max(price, std::fabs(black.value() - r[7]) / r[0]);
        delta = std::max(delta, std::fabs(black.delta(r[0]) - r[8]));
        gamma = std::max(gamma, std::fabs(black.gamma(r[0]) / r[9] - 1));
    }
    report("black76.raw-inputs", library, "BlackCalculator", "option", rows.size(),
           text("from Poise: price %.1e of the spot, delta %.1e, gamma %.1e relative", price, delta, gamma), [=] {
        double sum = 0;
        for (const auto& r : rows) {
            const BlackCalculator black = of(r);
            sum += black.value() + black.delta(r[0]) + black.gamma(r[0]);
        }
        return sum;
    });
}

// `solve` gives a row's vol sqrt(T); what throws has none.
template <class Solve>
void solved(const char* name, const char* method, const Rows& rows, Solve solve) {
    std::vector<double> own;
    for (const auto& r : rows) {
        try {
            own.push_back(solve(r) / std::sqrt(r[2]));
        } catch (std::exception&) {
            own.push_back(0);
        }
    }
    report(name, library, method, "option", rows.size(), vols(own, column(rows, 6)), [=] {
        double sum = 0;
        for (const auto& r : rows) {
            try {
                sum += solve(r);
            } catch (std::exception&) {
                sum += 1;
            }
        }
        return sum;
    });
}

void impliedVols(const std::string& folder, const char* file, const char* name) {
    // forward discount years strike sign price vol
    const Rows rows = readRows(folder + "/" + file);
    solved(name, "blackFormulaImpliedStdDev, 1e-12", rows, [](const std::vector<double>& r) {
        return blackFormulaImpliedStdDev(typeOf(r[4]), r[3], r[0], r[5], r[1], 0.0, Null<Real>(), 1e-12, 100);
    });
    solved(name, "blackFormulaImpliedStdDevLiRS, 1e-12", rows, [](const std::vector<double>& r) {
        return blackFormulaImpliedStdDevLiRS(typeOf(r[4]), r[3], r[0], r[5], r[1], 0.0, Null<Real>(), 1.0, 1e-12, 100);
    });
}

void profile(const std::string& folder) {
    // forward discount years strike vol weight; spot sum, the first is the slice's own spot
    const Rows strikes = readRows(folder + "/profile-strikes.txt"), spots = readRows(folder + "/profile-spots.txt");
    auto gammaAt = [=](size_t j) {
        double sum = 0;
        for (const auto& r : strikes)
            sum += r[5] * BlackCalculator(Option::Call, r[3], r[0] * spots[j][0] / spots[0][0], r[4] * std::sqrt(r[2]), r[1]).gamma(spots[j][0]);
        return sum;
    };
    double apart = 0, largest = 0;
    for (size_t j = 1; j < spots.size(); j++) {
        apart = std::max(apart, std::fabs(gammaAt(j) - spots[j][1]));
        largest = std::max(largest, std::fabs(spots[j][1]));
    }
    report("exposure.profile", library, "BlackCalculator, gamma alone", "strike and spot", strikes.size() * (spots.size() - 1),
           text("from Poise: sum %.1e of the largest", apart / largest), [=] {
        double sum = 0;
        for (size_t j = 1; j < spots.size(); j++)
            sum += gammaAt(j);
        return sum;
    });
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
    const BareAmerican best(QdFpAmericanEngine::highPrecisionScheme());
    auto measure = [&](const char* name, const char* method, const char* file, const ext::shared_ptr<QdFpIterationScheme>& scheme) {
        const auto engine = std::make_shared<BareAmerican>(scheme);
        // spot strike years rate yield vol sign price
        const Rows rows = readRows(folder + "/" + file);
        double square = 0, worst = 0, poiseSquare = 0, poiseWorst = 0;
        for (const auto& r : rows) {
            const double right = best.price(r), own = std::fabs(engine->price(r) - right) / r[1], poise = std::fabs(r[7] - right) / r[1];
            square += own * own;
            worst = std::max(worst, own);
            poiseSquare += poise * poise;
            poiseWorst = std::max(poiseWorst, poise);
        }
        report(name, library, method, "option", rows.size(),
               text("from QuantLib's high-precision scheme, of the strike: %.1e at worst, %.1e rms", worst, std::sqrt(square / rows.size()))
                   + text("; Poise %.1e, %.1e", poiseWorst, std::sqrt(poiseSquare / rows.size())), [=] {
            double sum = 0;
            for (const auto& r : rows)
                sum += engine->price(r);
            return sum;
        });
    };
    measure("american.fast", "QdFpAmericanEngine, fast scheme", "american-fast.txt", QdFpAmericanEngine::fastScheme());
    measure("american.accurate", "QdFpAmericanEngine, accurate scheme", "american-accurate.txt", QdFpAmericanEngine::accurateScheme());
}

}

void reportQuantLib(const std::string& folder) {
    expiries(folder);
    rawInputs(folder);
    impliedVols(folder, "quotes.txt", "implied-vol.market");
    impliedVols(folder, "wide.txt", "implied-vol.wide");
    profile(folder);
    american(folder);
}
