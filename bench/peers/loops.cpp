// The plain loops of plain.cpp as methods.
#include "peers.hpp"
#include "plain.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace {

typedef std::vector<double> Column;

const char* const library = "plain C++";

// plain.cpp as it was compiled once.
struct Loops {
    const char* flags;
    decltype(&strict::slice) slice;
    decltype(&strict::allGreeks) allGreeks;
    decltype(&strict::rows) rows;
    decltype(&strict::profile) profile;
};

const Loops compiled[] = {
    {"-O3", strict::slice, strict::allGreeks, strict::rows, strict::profile},
    {"-O3 -ffast-math", fast::slice, fast::allGreeks, fast::rows, fast::profile},
#ifdef PLAIN_WIDE
    {"-O3 -ffast-math, 512 bits", wide::slice, wide::allGreeks, wide::rows, wide::profile},
#endif
};

// Rows of one expiry as columns.
struct Expiry {
    double spot, forward, discount, years;
    Column strikes, vols, signs, price, delta, gamma;
};

std::vector<Expiry> readExpiries(const std::string& folder) {
    // spot forward discount years strike vol sign price delta gamma
    std::vector<Expiry> expiries;
    for (const auto& r : readRows(folder + "/expiries.txt")) {
        if (expiries.empty() || expiries.back().years != r[3])
            expiries.push_back(Expiry{r[0], r[1], r[2], r[3], {}, {}, {}, {}, {}, {}});
        Expiry& e = expiries.back();
        Column* columns[] = {&e.strikes, &e.vols, &e.signs, &e.price, &e.delta, &e.gamma};
        for (size_t c = 0; c < 6; c++)
            columns[c]->push_back(r[4 + c]);
    }
    return expiries;
}

struct Apart {
    double price = 0, delta = 0, gamma = 0;

    void see(const Column& ownPrice, const Column& ownDelta, const Column& ownGamma, const Column& poisePrice, const Column& poiseDelta, const Column& poiseGamma, double unit) {
        for (size_t i = 0; i < poisePrice.size(); i++)
            see(ownPrice[i], ownDelta[i], ownGamma[i], poisePrice[i], poiseDelta[i], poiseGamma[i], unit);
    }

    void see(double ownPrice, double ownDelta, double ownGamma, double poisePrice, double poiseDelta, double poiseGamma, double unit) {
        price = std::max(price, std::fabs(ownPrice - poisePrice) / unit);
        delta = std::max(delta, std::fabs(ownDelta - poiseDelta));
        gamma = std::max(gamma, std::fabs(ownGamma / poiseGamma - 1));
    }
};

void expiries(const std::string& folder) {
    const std::vector<Expiry> all = readExpiries(folder);
    const size_t count = all[0].strikes.size();
    for (const Loops& loops : compiled) {
        const auto slice = loops.slice;
        const auto greeks = loops.allGreeks;
        const auto out = std::make_shared<std::vector<Column>>(12, Column(count));
        auto pass = [=] {
            double sum = 0;
            for (const Expiry& e : all) {
                slice(e.spot, e.forward, e.discount, e.years, count, e.strikes.data(), e.vols.data(), e.signs.data(), (*out)[0].data(), (*out)[1].data(), (*out)[2].data());
                sum += (*out)[0][0];
            }
            return sum;
        };
        auto greeksOf = [=](const Expiry& e) {
            double* columns[12];
            for (size_t c = 0; c < 12; c++)
                columns[c] = (*out)[c].data();
            greeks(e.spot, e.forward, e.discount, e.years, count, e.strikes.data(), e.vols.data(), e.signs.data(), columns);
            return (*out)[0][0];
        };
        Apart three, twelve;
        for (const Expiry& e : all) {
            slice(e.spot, e.forward, e.discount, e.years, count, e.strikes.data(), e.vols.data(), e.signs.data(), (*out)[0].data(), (*out)[1].data(), (*out)[2].data());
            three.see((*out)[0], (*out)[1], (*out)[2], e.price, e.delta, e.gamma, e.forward);
            greeksOf(e);
            twelve.see((*out)[0], (*out)[1], (*out)[2], e.price, e.delta, e.gamma, e.forward);
        }
        const char* format = "from Poise: price %.1e of the forward, delta %.1e, gamma %.1e relative";
        report("black76.price-delta-gamma", library, loops.flags, "option", all.size() * count, text(format, three.price, three.delta, three.gamma), pass);
        report("black76.all-greeks", library, loops.flags, "option", all.size() * count, text(format, twelve.price, twelve.delta, twelve.gamma), [=] {
            double sum = 0;
            for (const Expiry& e : all)
                sum += greeksOf(e);
            return sum;
        });
    }
}

void rawInputs(const std::string& folder) {
    // spot strike years rate yield vol sign price delta gamma
    const Rows rows = readRows(folder + "/rows.txt");
    std::vector<Column> in;
    for (size_t c = 0; c < 10; c++)
        in.push_back(column(rows, c));
    const size_t count = rows.size();
    for (const Loops& loops : compiled) {
        const auto solve = loops.rows;
        const auto out = std::make_shared<std::vector<Column>>(3, Column(count));
        auto pass = [=] {
            solve(count, in[0].data(), in[1].data(), in[2].data(), in[3].data(), in[4].data(), in[5].data(), in[6].data(), (*out)[0].data(), (*out)[1].data(), (*out)[2].data());
            return (*out)[0][0];
        };
        pass();
        Apart apart;
        for (size_t i = 0; i < count; i++)
            apart.see((*out)[0][i], (*out)[1][i], (*out)[2][i], in[7][i], in[8][i], in[9][i], in[0][i]);
        report("black76.raw-inputs", library, loops.flags, "option", count, text("from Poise: price %.1e of the spot, delta %.1e, gamma %.1e relative", apart.price, apart.delta, apart.gamma), pass);
    }
}

void impliedVols(const std::string& folder, const char* file, const char* name) {
    // forward discount years strike sign price vol
    const Rows rows = readRows(folder + "/" + file);
    const double forward = rows[0][0], discount = rows[0][1], years = rows[0][2];
    const Column strikes = column(rows, 3), signs = column(rows, 4), prices = column(rows, 5);
    const auto out = std::make_shared<Column>(rows.size());
    auto pass = [=] {
        strict::impliedVols(forward, discount, years, prices.size(), prices.data(), strikes.data(), signs.data(), out->data());
        return (*out)[0];
    };
    pass();
    report(name, library, std::string(compiled[0].flags) + ", Newton on the logarithm", "option", rows.size(), vols(*out, column(rows, 6)), pass);
}

void profile(const std::string& folder) {
    // forward discount years strike vol weight; spot sum, the first is the slice's own spot
    const Rows rows = readRows(folder + "/profile-strikes.txt"), ladder = readRows(folder + "/profile-spots.txt");
    const double forward = rows[0][0], discount = rows[0][1], years = rows[0][2], spot = ladder[0][0];
    const Column strikes = column(rows, 3), sigmas = column(rows, 4), weights = column(rows, 5);
    Column spots = column(ladder, 0), right = column(ladder, 1);
    spots.erase(spots.begin());
    right.erase(right.begin());
    for (const Loops& loops : compiled) {
        const auto solve = loops.profile;
        const auto out = std::make_shared<Column>(spots.size()), room = std::make_shared<Column>(3 * strikes.size());
        auto pass = [=] {
            solve(spot, forward, discount, years, strikes.size(), strikes.data(), sigmas.data(), weights.data(), spots.size(), spots.data(), out->data(), room->data());
            return (*out)[0];
        };
        pass();
        double apart = 0, largest = 0;
        for (size_t j = 0; j < right.size(); j++) {
            apart = std::max(apart, std::fabs((*out)[j] - right[j]));
            largest = std::max(largest, std::fabs(right[j]));
        }
        report("exposure.profile", library, loops.flags, "strike and spot", strikes.size() * spots.size(), text("from Poise: sum %.1e of the largest", apart / largest), pass);
    }
}

}

void reportPlain(const std::string& folder) {
    expiries(folder);
    rawInputs(folder);
    impliedVols(folder, "quotes.txt", "implied-vol.market");
    impliedVols(folder, "wide.txt", "implied-vol.wide");
    profile(folder);
}
