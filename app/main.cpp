// The docbuild program: reads the command line, has it carried out, and shows errors.
#include "app/options.hpp"

#include "lib/disk/files.hpp"
#include "lib/host/standard_error.hpp"
#include "lib/process/driver_signals.hpp"
#include "lib/session/session.hpp"
#include "lib/text/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <exception>

namespace {

/// Thrown where nobody reads standard output any more: as for other programs, that ends it.
struct ReaderIsGone {};

void print(std::string_view text) {
    const int error = docbuild::write_all(STDOUT_FILENO, text);
    if (error == EPIPE) {
        throw ReaderIsGone();
    }
    if (error != 0) {
        throw docbuild::WorkError(docbuild::system_message("write", "standard output", error));
    }
}

/// A standard stream that was closed would lend its number to the next file that is opened, and
/// messages would end up in there.
void open_standard_streams() {
    int descriptor = STDIN_FILENO;
    while (descriptor >= 0 && descriptor <= STDERR_FILENO) {
        descriptor = ::open("/dev/null", O_RDWR);
    }
    if (descriptor >= 0) {
        ::close(descriptor);
    }
}

int run(int argc, char** argv) {
    const auto read = docbuild::read_options(argc, argv);
    if (const auto* answer = std::get_if<docbuild::Answer>(&read)) {
        print(answer->text);
        return 0;
    }
    return docbuild::carry_out(std::get<docbuild::Request>(read), print);
}

} // namespace

int main(int argc, char** argv) {
    using docbuild::ExitStatus;
    open_standard_streams();
    std::signal(SIGPIPE, SIG_IGN); // a reader that goes away does not end a build
    std::signal(SIGXFSZ, SIG_IGN); // nor does a file that may not grow any more
    docbuild::block_sigusr1();
    try {
        return run(argc, argv);
    } catch (const docbuild::Error& error) {
        docbuild::write_to_standard_error(
            fmt::format("{}{}\n", error.names_place() ? "" : "docbuild: ", error.what()));
        return static_cast<int>(error.status());
    } catch (const ReaderIsGone&) {
        return static_cast<int>(ExitStatus::signal_base) + SIGPIPE;
    } catch (const std::exception& error) {
        docbuild::say_on_standard_error(error.what());
        return static_cast<int>(ExitStatus::cannot_work);
    }
}
