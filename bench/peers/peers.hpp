// What the methods need to be measured.
#pragma once
#include <functional>
#include <string>
#include <vector>

// A file is lines of numbers; lines that start with # name the columns.
typedef std::vector<std::vector<double>> Rows;

Rows readRows(const std::string& path);

std::vector<double> column(const Rows& rows, size_t index);

// Takes in a method. `pass` does all items once, and what it returns depends on them; `apart` says how far its answers are from Poise's
// (or from its own library's best).
void report(const char* name, const char* library, const std::string& method, const char* unit, size_t items, const std::string& apart, std::function<double()> pass);

std::string text(const char* format, double a, double b = 0, double c = 0);

// The same for vols: relative differences where there is a vol.
std::string vols(const std::vector<double>& own, const std::vector<double>& poise);

void reportQuantLib(const std::string& folder);
void reportPlain(const std::string& folder);
