// Plain loops over columns, as one writes them by hand: libm's log, exp and erfc, no intrinsics. plain.cpp is compiled strictly, with
// -ffast-math, where g++ calls glibc's vector functions, and on AVX-512 (PLAIN_WIDE) also with lanes of 512 bits asked for.
#pragma once
#include <cstddef>

#define PLAIN_LOOPS                                                                                                                     \
    /* Options of one expiry: price, delta, gamma. */                                                                                   \
    void slice(double spot, double forward, double discount, double years, size_t count, const double* strikes, const double* vols,     \
               const double* signs, double* price, double* delta, double* gamma);                                                       \
    /* The same and vega, theta, rho, vanna, volga, charm, speed, zomma, color: twelve columns in that order. */                        \
    void allGreeks(double spot, double forward, double discount, double years, size_t count, const double* strikes, const double* vols, \
                   const double* signs, double* const* columns);                                                                        \
    /* Options that share nothing. */                                                                                                   \
    void rows(size_t count, const double* spots, const double* strikes, const double* years, const double* rates, const double* yields, \
              const double* vols, const double* signs, double* price, double* delta, double* gamma);                                    \
    /* Sum of weight times gamma at each spot; the forward moves with the spot. `room` holds three columns. */                          \
    void profile(double spot, double forward, double discount, double years, size_t count, const double* strikes, const double* vols,   \
                 const double* weights, size_t spotCount, const double* spots, double* sums, double* room);                             \
    /* Implied vols of one expiry; NaN where there is none. */                                                                          \
    void impliedVols(double forward, double discount, double years, size_t count, const double* prices, const double* strikes,          \
                     const double* signs, double* vols);

namespace strict {
PLAIN_LOOPS
}
namespace fast {
PLAIN_LOOPS
}
#ifdef PLAIN_WIDE
namespace wide {
PLAIN_LOOPS
}
#endif
