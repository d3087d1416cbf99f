#include "lib/wording/listing.hpp"

#include "lib/text/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace docbuild {

namespace {

using Row = std::array<std::string, 4>;
constexpr std::size_t first_figure = 2; // columns from here on are numeric and right-aligned

Row row_of(const ListedJob& listed) {
    return {sanitize_for_terminal(listed.job.text()), sanitize_for_terminal(listed.state),
            listed.last_duration ? format_duration(*listed.last_duration) : "-",
            listed.peak_memory ? format_bytes(*listed.peak_memory) : "-"};
}

std::string line_of(const Row& row, const std::array<std::size_t, 4>& widths) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
        const std::string blanks(widths[column] - columns_of(row[column]), ' ');
        line += column == 0 ? "" : "  ";
        line += column < first_figure ? row[column] + blanks : blanks + row[column];
    }
    return line + "\n";
}

} // namespace

std::string list_jobs(std::span<const ListedJob> jobs) {
    std::vector<Row> rows;
    std::array<std::size_t, 4> widths{};
    for (const ListedJob& listed : jobs) {
        rows.push_back(row_of(listed));
        for (std::size_t column = 0; column < widths.size(); ++column) {
            widths[column] = std::max(widths[column], columns_of(rows.back()[column]));
        }
    }
    std::string text;
    for (const Row& row : rows) {
        text += line_of(row, widths);
    }
    return text;
}

std::string explain_jobs(std::span<const ExplainedJob> jobs) {
    std::string text;
    for (const ExplainedJob& explained : jobs) {
        text += fmt::format("{}: {}\n", sanitize_for_terminal(explained.job.text()),
                            sanitize_for_terminal(explained.why));
    }
    return text;
}

std::string dry_run(std::span<const JobName> to_build, std::span<const JobName> may_follow,
                    std::size_t total) {
    std::string text;
    for (const JobName& job : to_build) {
        text += fmt::format("would build {}\n", sanitize_for_terminal(job.text()));
    }
    for (const JobName& job : may_follow) {
        text += fmt::format("may build {}\n", sanitize_for_terminal(job.text()));
    }
    const std::string more =
        may_follow.empty() ? "" : fmt::format(", {} more may follow", may_follow.size());
    return text + fmt::format("{} of {} {} would be built{}\n", to_build.size(), total,
                              total == 1 ? "job" : "jobs", more);
}

} // namespace docbuild
