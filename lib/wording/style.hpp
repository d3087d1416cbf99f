// Terminal colours, and the decision whether to use them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace docbuild {

/// The values of `--color`: auto, always, never.
enum class ColourChoice { automatic, always, never };

/// `always` and `never` override the environment. Otherwise the first that applies: NO_COLOR that
/// is not empty (https://no-color.org) means none, CLICOLOR_FORCE that is neither empty nor `0`
/// means colours (https://bixense.com/clicolors), CLICOLOR=0 and TERM=dumb mean none; else a
/// terminal has colours.
bool wants_colour(
    ColourChoice choice, bool is_terminal,
    const std::function<std::optional<std::string>(const std::string& name)>& environment);

/// Colours text by its role; without colours, every function returns the text unchanged.
class Style {
  public:
    explicit Style(bool has_colours = false) : has_colours_(has_colours) {}

    std::string failure(std::string_view text) const { return paint("31", text); }
    std::string warning(std::string_view text) const { return paint("33", text); }
    std::string success(std::string_view text) const { return paint("32", text); }
    std::string dim(std::string_view text) const { return paint("2", text); }
    std::string bold(std::string_view text) const { return paint("1", text); }

  private:
    std::string paint(std::string_view code, std::string_view text) const;

    bool has_colours_;
};

} // namespace docbuild
