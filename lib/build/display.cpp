#include "lib/build/display.hpp"

#include "lib/report/plain.hpp"
#include "lib/report/summary.hpp"
#include "lib/report/tty.hpp"

namespace docbuild {

namespace {

/// A terminal that cannot move the cursor gets the plain report.
ProgressStyle style_for(const Request& request,
                        const std::map<std::string, std::string>& environment,
                        const Terminal& terminal) {
    if (request.progress != ProgressStyle::automatic) {
        return request.progress;
    }
    const auto term = environment.find("TERM");
    const bool is_dumb = term == environment.end() || term->second == "dumb";
    return terminal.is_terminal() && !is_dumb ? ProgressStyle::tty : ProgressStyle::plain;
}

} // namespace

std::vector<std::unique_ptr<Reporter>>
reporters_for(const Request& request, const std::map<std::string, std::string>& environment,
              Terminal& terminal, const ProgressOf& progress_of) {
    const auto variable = [&](const std::string& name) {
        const auto found = environment.find(name);
        return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    const Style style(wants_colour(request.colour, terminal.is_terminal(), variable));
    const Sink sink = [&terminal](std::string_view text) { terminal.write(text); };
    std::vector<std::unique_ptr<Reporter>> reporters;
    switch (style_for(request, environment, terminal)) {
    case ProgressStyle::tty:
        reporters.push_back(std::make_unique<TtyReporter>(
            sink, [&terminal] { return terminal.columns(); }, request.verbosity, style,
            progress_of));
        break;
    case ProgressStyle::plain:
    case ProgressStyle::automatic:
        reporters.push_back(std::make_unique<PlainReporter>(sink, request.verbosity, style));
        break;
    case ProgressStyle::none:
        reporters.push_back(std::make_unique<PlainReporter>(sink, Verbosity::quiet, style));
        break;
    }
    reporters.push_back(std::make_unique<SummaryReporter>(sink, request.verbosity, style));
    return reporters;
}

} // namespace docbuild
