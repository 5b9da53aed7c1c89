#include "plain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

// PLAIN names the namespace: strict, fast or wide.
namespace PLAIN {

namespace {

const double rootHalf = 0.70710678118654752440, inverseRootTwoPi = 0.39894228040143267794;

inline double cdf(double x) { return 0.5 * std::erfc(-x * rootHalf); }

inline double density(double x) { return inverseRootTwoPi * std::exp(-0.5 * x * x); }

// The out-of-the-money price over discount and sqrt(F K): a = |ln(F / K)|, s = vol sqrt(T), up = e^(a / 2).
inline double normalised(double a, double s, double up) { return cdf(s / 2 - a / s) / up - cdf(-s / 2 - a / s) * up; }

inline double normalisedSlope(double a, double s) { return inverseRootTwoPi * std::exp(-0.5 * (a * a / (s * s) + 0.25 * s * s)); }

// Newton's method from the inflection: on ln(price) below it, on ln(ceiling - price) above it, halving where a step leaves the bracket.
double deviation(double price, double a) {
    const double up = std::exp(a / 2), ceiling = 1 / up, turn = std::sqrt(2 * a);
    if (!(price > 0 && price < ceiling))
        return NAN;
    const bool below = turn > 0 && price < normalised(a, turn, up);
    double low = below ? 0 : turn, high = below ? turn : std::numeric_limits<double>::max();
    double s = turn > 0 ? turn : price / inverseRootTwoPi;
    const double target = below ? std::log(price) : std::log(ceiling - price);
    for (int turns = 0; turns < 100; turns++) {
        const double slope = normalisedSlope(a, s);
        double step;
        if (below) {
            const double value = normalised(a, s, up);
            // Far below the answer the price is 0 in doubles.
            step = value > 0 ? (target - std::log(value)) * value / slope : s;
        } else {
            const double missing = cdf(a / s - s / 2) / up + cdf(-s / 2 - a / s) * up;
            step = (std::log(missing) - target) * missing / slope;
        }
        if (std::fabs(step) <= 1e-14 * s)
            return s + step;
        (step > 0 ? low : high) = s;
        s += step;
        if (!(s > low && s < high))
            s = high < 1e6 ? 0.5 * (low + high) : 2 * low;
    }
    return s;
}

}

void slice(double spot, double forward, double discount, double years, size_t count, const double* __restrict strikes, const double* __restrict vols,
           const double* __restrict signs, double* __restrict price, double* __restrict delta, double* __restrict gamma) {
    const double root = std::sqrt(years), share = discount * forward / spot;
    for (size_t i = 0; i < count; i++) {
        const double s = vols[i] * root, d1 = std::log(forward / strikes[i]) / s + 0.5 * s, d2 = d1 - s;
        const double near = signs[i] * cdf(signs[i] * d1), far = signs[i] * cdf(signs[i] * d2);
        price[i] = discount * (forward * near - strikes[i] * far);
        delta[i] = share * near;
        gamma[i] = share * density(d1) / (spot * s);
    }
}

void allGreeks(double spot, double forward, double discount, double years, size_t count, const double* __restrict strikes, const double* __restrict vols,
               const double* __restrict signs, double* const* columns) {
    double *__restrict price = columns[0], *__restrict delta = columns[1], *__restrict gamma = columns[2], *__restrict vega = columns[3];
    double *__restrict theta = columns[4], *__restrict rho = columns[5], *__restrict vanna = columns[6], *__restrict volga = columns[7];
    double *__restrict charm = columns[8], *__restrict speed = columns[9], *__restrict zomma = columns[10], *__restrict color = columns[11];
    const double root = std::sqrt(years), share = discount * forward / spot, rate = -std::log(discount) / years;
    const double yield = rate - std::log(forward / spot) / years;
#pragma GCC ivdep
    for (size_t i = 0; i < count; i++) {
        const double vol = vols[i], s = vol * root, d1 = std::log(forward / strikes[i]) / s + 0.5 * s, d2 = d1 - s;
        const double near = signs[i] * cdf(signs[i] * d1), far = signs[i] * cdf(signs[i] * d2), peak = share * density(d1);
        const double slope = (rate - yield + 0.5 * vol * vol) / s - d1 / (2 * years);
        price[i] = discount * (forward * near - strikes[i] * far);
        delta[i] = share * near;
        gamma[i] = peak / (spot * s);
        vega[i] = spot * peak * root;
        theta[i] = -spot * peak * vol / (2 * root) - rate * strikes[i] * discount * far + yield * spot * share * near;
        rho[i] = strikes[i] * discount * years * far;
        vanna[i] = -peak * d2 / vol;
        volga[i] = vega[i] * d1 * d2 / vol;
        charm[i] = yield * share * near - peak * slope;
        speed[i] = -gamma[i] / spot * (d1 / s + 1);
        zomma[i] = gamma[i] * (d1 * d2 - 1) / vol;
        color[i] = gamma[i] * (yield + 1 / (2 * years) + d1 * slope);
    }
}

void rows(size_t count, const double* __restrict spots, const double* __restrict strikes, const double* __restrict years, const double* __restrict rates,
          const double* __restrict yields, const double* __restrict vols, const double* __restrict signs, double* __restrict price, double* __restrict delta,
          double* __restrict gamma) {
    for (size_t i = 0; i < count; i++) {
        const double s = vols[i] * std::sqrt(years[i]), grown = std::exp(-yields[i] * years[i]), discount = std::exp(-rates[i] * years[i]);
        const double d1 = (std::log(spots[i] / strikes[i]) + (rates[i] - yields[i]) * years[i]) / s + 0.5 * s, d2 = d1 - s;
        const double near = signs[i] * cdf(signs[i] * d1), far = signs[i] * cdf(signs[i] * d2);
        price[i] = spots[i] * grown * near - strikes[i] * discount * far;
        delta[i] = grown * near;
        gamma[i] = grown * density(d1) / (spots[i] * s);
    }
}

void profile(double spot, double forward, double discount, double years, size_t count, const double* __restrict strikes, const double* __restrict vols,
             const double* __restrict weights, size_t spotCount, const double* spots, double* sums, double* __restrict room) {
    // What does not depend on the spot: d1 at the slice's own spot, 1 / s, weight / s.
    double *__restrict start = room, *__restrict inverse = room + count, *__restrict weight = room + 2 * count;
    const double root = std::sqrt(years);
    for (size_t i = 0; i < count; i++) {
        const double s = vols[i] * root;
        inverse[i] = 1 / s;
        start[i] = std::log(forward / strikes[i]) / s + 0.5 * s;
        weight[i] = weights[i] / s;
    }
    for (size_t j = 0; j < spotCount; j++) {
        const double move = std::log(spots[j] / spot);
        double sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += weight[i] * density(start[i] + move * inverse[i]);
        sums[j] = sum * discount * forward / (spot * spots[j]);
    }
}

void impliedVols(double forward, double discount, double years, size_t count, const double* prices, const double* strikes, const double* signs, double* vols) {
    const double root = std::sqrt(years);
    for (size_t i = 0; i < count; i++) {
        const double intrinsic = std::max(signs[i] * (forward - strikes[i]), 0.0);
        const double price = (prices[i] / discount - intrinsic) / std::sqrt(forward * strikes[i]);
        vols[i] = deviation(price, std::fabs(std::log(forward / strikes[i]))) / root;
    }
}

}
