/* SPDX-License-Identifier: MIT
 * A console in a C++ program: a shop's shelf, of which Python code sees the prices as a
 * dict, and which it changes through functions. What goes wrong in C++ is an exception
 * in Python, and the other way round.
 */
#include <inlet/inlet.hpp>

#include <iostream>

static std::map<std::string, double> prices = {{"apple", 0.5}, {"bread", 3.25}};

static void sell(const std::string &name, int count)
{
    auto found = prices.find(name);
    if (found == prices.end()) {
        throw inlet::exception("LookupError", "there is no " + name);
    }
    if (count > 100) {
        throw std::length_error("so many are not here");
    }
    std::cout << count << " of " << name << ": " << found->second * count << std::endl;
}

static void report(const inlet::outcome &outcome)
{
    if (outcome == inlet::answer::raised || outcome == inlet::answer::invalid) {
        std::cout << outcome.type() << ": " << outcome.message() << std::endl;
    }
}

int main()
{
    inlet::python python;
    inlet::console_options options;
    options.output = [](inlet_stream, std::string_view text) { std::cout << text; };
    options.write = [](std::string_view) {}; /* tracebacks: report() says it shorter */
    inlet::console console(std::move(options));

    console.put("prices", prices);
    console.def("sell", sell, {"name", "count = 1"}, "Take something off the shelf.");
    console.def("total",
                [](const std::vector<std::pair<std::string, int>> &cart) {
                    double sum = 0;
                    for (const auto &[name, count] : cart) {
                        sum += prices.at(name) * count;
                    }
                    return sum;
                },
                {"cart"});

    for (std::string line; std::getline(std::cin, line);) {
        report(console.push(line));
    }
    try {
        std::cout << "In the end: " << console.get<std::vector<int>>("sold").size()
                  << std::endl;
    } catch (const inlet::error &error) {
        std::cout << error.what() << std::endl;
    }
}
