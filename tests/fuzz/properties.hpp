// What must hold whatever bytes the readers get: a function for each reader, which throws Broken
// where it does not.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace docbuild::fuzz {

struct Broken : std::logic_error {
    using std::logic_error::logic_error;
};

/// Loading and planning, each of the same text twice: the same problems, fit to be shown. What has
/// none can be selected from, filled in and scheduled.
void check_manifest(std::string_view text);

/// A configuration on two platforms, and the same text as the value of each variable: faults fit to
/// be shown, or values that decide a mode.
void check_config(std::string_view text);

/// A release of Cygwin: serial where it cannot be read or is before 3.0.0, else parallel.
void check_cygwin_release(std::string_view text);

/// A dependency file: its names, written, are read as the same names; so are the text's own lines.
void check_depfile(std::string_view text);

/// An event log; and a run in which every text is this one: its log, written, tells which job was
/// at work, and every report shows it.
void check_event_log(std::string_view text);

/// Throws Broken(what) unless `holds`.
void require(bool holds, const std::string& what);

/// Throws Broken unless `text` is UTF-8 with no control character but newlines.
void require_fit_to_show(std::string_view text, const std::string& what);

} // namespace docbuild::fuzz
