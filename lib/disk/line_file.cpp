#include "lib/disk/line_file.hpp"

#include "lib/disk/files.hpp"
#include "lib/text/error.hpp"

#include <utility>

namespace docbuild {

void LineFile::write(std::string_view line) {
    if (!file_.is_open()) {
        return;
    }
    kept_ += line;
    if (kept_.size() >= most_kept) {
        flush();
    }
}

void LineFile::flush() {
    const std::string lines = std::exchange(kept_, {});
    if (!file_.is_open()) {
        return;
    }
    if (const int error = write_all(file_.get(), lines)) {
        file_.reset();
        warn_(system_message("write", path_, error) + "; it ends here, and the build continues");
    }
}

} // namespace docbuild
